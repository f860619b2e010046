//! Where a test's applications act: a journal of what user code did, and a plan of its faults.
//! Both belong to the thread, and a test's runtime has one.

use std::{cell::RefCell, collections::HashMap, future::pending};

use purlin::{
    error::{Category, Error},
    lifecycle::Stop,
};

/// How user code misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Error,
    Panic,
    Hang,
}

thread_local! {
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static INTERRUPT: RefCell<Option<(&'static str, Stop)>> = const { RefCell::new(None) };
    static PLAN: RefCell<HashMap<&'static str, Fault>> = RefCell::default();
}

/// Lets the code at `point` misbehave from now on.
pub(crate) fn plan(point: &'static str, fault: Fault) {
    PLAN.with_borrow_mut(|plan| plan.insert(point, fault));
}

/// Writes a line into the journal.
pub(crate) fn note(line: impl Into<String>) {
    JOURNAL.with_borrow_mut(|journal| journal.push(line.into()));
}

/// What user code did since the last call.
pub(crate) fn journal() -> Vec<String> {
    JOURNAL.take()
}

/// Whether the journal has a line, without taking it.
pub(crate) fn noted(line: &str) -> bool {
    JOURNAL.with_borrow(|journal| journal.iter().any(|noted| noted == line))
}

/// Requests `stop` when the code at `point` runs.
pub(crate) fn interrupt_at(point: &'static str, stop: &Stop) {
    INTERRUPT.set(Some((point, stop.clone())));
}

fn fault(point: &'static str) -> Option<Fault> {
    note(point);
    INTERRUPT.with_borrow(|interrupt| {
        if let Some((_, stop)) = interrupt.as_ref().filter(|(at, _)| *at == point) {
            stop.request();
        }
    });
    PLAN.with_borrow(|plan| plan.get(point).copied())
}

fn broken(point: &'static str) -> Error {
    Error::new(Category::Dependency, "STAGE1", format!("{point} is broken"))
        .action(format!("mend {point}"))
}

/// User code at `point`: notes it, and misbehaves if it was planned.
pub(crate) async fn act(point: &'static str) -> Result<(), Error> {
    match fault(point) {
        None => Ok(()),
        Some(Fault::Error) => Err(broken(point)),
        Some(Fault::Panic) => panic!("{point} panics"),
        Some(Fault::Hang) => pending().await,
    }
}

/// The same for code that is not asynchronous; it cannot hang.
pub(crate) fn act_now(point: &'static str) -> Result<(), Error> {
    match fault(point) {
        None => Ok(()),
        Some(Fault::Panic) => panic!("{point} panics"),
        Some(_) => Err(broken(point)),
    }
}

/// Notes when it is dropped, and may panic then.
pub(crate) struct Noted(pub(crate) &'static str);

impl Drop for Noted {
    fn drop(&mut self) {
        let fault = fault(self.0);
        assert!(fault != Some(Fault::Panic), "{} panics", self.0);
    }
}

/// Lets all code behave again.
pub(crate) fn mend() {
    PLAN.take();
}
