//! How far the application and each of its modules is, at every moment.

use std::cell::RefCell;

use purlin::{
    app::{AppBuilder, Control, Running},
    lifecycle::{LifecycleModule, ModulePhase, Phase},
    prelude::*,
    testing::Recorder,
};
use tokio::time::Instant;

use crate::stage::{Fault, act, journal, mend, note, noted, plan};

thread_local! {
    static CONTROL: RefCell<Option<Arc<Control>>> = const { RefCell::new(None) };
}

/// The phases of all modules, in one line.
fn phases() -> String {
    let modules = CONTROL.with_borrow(|control| control.as_ref().unwrap().modules());
    let phases = modules.iter().map(|module| module.phase.name());
    phases.collect::<Vec<_>>().join(" ")
}

fn look(who: &str) {
    note(format!("{who}: {}", phases()));
}

pub(crate) struct First;

pub(crate) struct FirstModule;

#[module]
impl FirstModule {
    #[provides]
    fn first(control: Arc<Control>) -> First {
        CONTROL.set(Some(control));
        look("first made");
        First
    }

    #[on_drain]
    fn drain(_first: &First) {
        look("first drain");
    }

    #[on_stop]
    fn stop(_first: &First) {
        look("first stop");
    }
}

pub(crate) struct Second;

pub(crate) struct SecondModule;

#[module]
impl SecondModule {
    #[provides]
    async fn second(_first: Arc<First>) -> Result<Second, Error> {
        act("second.make").await?;
        Ok(Second)
    }

    #[on_start]
    async fn start(_second: &Second) -> Result<(), Error> {
        look("second start");
        act("second.start").await
    }

    #[task]
    async fn work(_second: Arc<Second>, stop: Stop) {
        stop.requested().await;
        look("second told");
    }

    #[on_drain]
    async fn drain(_second: &Second) -> Result<(), Error> {
        act("second.drain").await
    }
}

pub(crate) struct ThirdModule;

#[module]
impl ThirdModule {
    #[on_start]
    async fn start(_second: &Second) -> Result<(), Error> {
        look("third start");
        act("third.start").await
    }
}

#[app(modules = [FirstModule, SecondModule, ThirdModule])]
pub(crate) struct Line;

#[app(modules = [FirstModule, SecondModule, ThirdModule], startup = parallel)]
pub(crate) struct Together;

#[app(modules = [FirstModule, SecondModule, optional ThirdModule])]
pub(crate) struct Spare;

#[app(modules = [LifecycleModule, FirstModule, SecondModule])]
pub(crate) struct Patient;

#[tokio::test]
async fn every_module_goes_through_its_phases_in_order() {
    let mut running = Line::builder().start().await.unwrap();
    crate::chain::settle().await;
    assert_eq!(phases(), "running running running");
    let names: Vec<_> = running
        .modules()
        .into_iter()
        .map(|module| module.name)
        .collect();
    assert_eq!(names, ["FirstModule", "SecondModule", "ThirdModule"]);
    running.drain().await.unwrap();
    assert_eq!(phases(), "draining draining draining");
    running.stop().await.unwrap();
    assert_eq!(phases(), "stopped stopped stopped");
    let lines: Vec<_> = journal()
        .into_iter()
        .filter(|line| line.contains(':'))
        .collect();
    assert_eq!(
        lines,
        [
            "first made: starting configured configured",
            "second start: running starting configured",
            "third start: running running starting",
            "first drain: draining draining draining",
            "second told: draining stopping stopped",
            "first stop: stopping stopped stopped",
        ]
    );
}

/// The phases after a start that failed.
async fn failed<A: purlin::__private::Application>(point: &'static str) -> String {
    plan(point, Fault::Error);
    AppBuilder::<A>::new().start().await.unwrap_err();
    mend();
    phases()
}

#[tokio::test]
async fn the_module_that_fails_is_failed_those_before_are_stopped_and_those_after_never_started() {
    assert_eq!(
        failed::<Line>("second.make").await,
        "stopped failed configured"
    );
    assert_eq!(
        failed::<Line>("second.start").await,
        "stopped failed configured"
    );
    assert_eq!(
        failed::<Line>("third.start").await,
        "stopped stopped failed"
    );
    assert_eq!(
        failed::<Together>("second.start").await,
        "stopped failed configured"
    );
    assert_eq!(
        failed::<Together>("third.start").await,
        "stopped stopped failed"
    );
}

#[tokio::test]
async fn an_optional_module_that_fails_is_failed_and_the_rest_runs() {
    plan("third.start", Fault::Panic);
    let running = Spare::builder().start().await.unwrap();
    let third = running.modules().pop().unwrap();
    assert!(third.optional);
    assert_eq!(
        (third.name.as_str(), third.phase),
        ("ThirdModule", Phase::Failed)
    );
    assert_eq!(phases(), "running running failed");
    running.stop().await.unwrap();
    assert_eq!(phases(), "stopped stopped failed");
}

#[tokio::test]
async fn what_is_dropped_while_it_runs_is_stopped() {
    drop(Line::builder().start().await.unwrap());
    assert_eq!(phases(), "stopped stopped stopped");
}

#[tokio::test]
async fn a_drain_is_done_once_and_stops_nothing() {
    let recorder = Recorder::new();
    let builder = Line::builder().observe(recorder.observer());
    let mut running = builder.start().await.unwrap();
    plan("second.drain", Fault::Error);
    let errors = running.drain().await.unwrap_err();
    assert_eq!((errors.len(), errors[0].code()), (1, "PL1111"));
    let report = running.health().refresh().await;
    assert_eq!((report.phase, report.ready), ("draining", false));
    running.drain().await.unwrap();
    running.stop().await.unwrap();
    let lines = recorder.lines();
    let told = |what: &str| lines.iter().filter(|line| *line == what).count();
    assert_eq!((told("draining"), told("stopping")), (1, 1));
    assert_eq!(
        journal()
            .iter()
            .filter(|line| *line == "second.drain")
            .count(),
        1
    );
}

#[tokio::test]
async fn who_asks_to_drain_is_heard_by_who_runs_it() {
    let mut running: Running<Line> = Line::builder().start().await.unwrap();
    let control = CONTROL.with_borrow(|control| Arc::clone(control.as_ref().unwrap()));
    let asking = tokio::spawn(async move {
        control.drain();
        control.drain();
    });
    running.drain_requested().await;
    asking.await.unwrap();
    running.drain().await.unwrap();
    let phases: Vec<Phase> = running
        .modules()
        .iter()
        .map(|ModulePhase { phase, .. }| *phase)
        .collect();
    assert_eq!(phases, [Phase::Draining; 3]);
    running.stop().await.unwrap();
}

/// How long a life takes in which everything of the second module hangs.
async fn patience(settings: &[(&str, &str)], point: &'static str) -> u128 {
    plan(point, Fault::Hang);
    // Which the configuration decides.
    let mut builder = Patient::builder().drain_deadline(std::time::Duration::from_secs(7));
    for (setting, value) in settings {
        builder = builder.config(setting, *value);
    }
    let began = Instant::now();
    match builder.start().await {
        Ok(running) => {
            running.stop().await.unwrap_err();
        }
        Err(error) => assert_eq!(error.code(), "PL1103"),
    }
    mend();
    began.elapsed().as_secs().into()
}

#[tokio::test(start_paused = true)]
async fn the_configuration_says_how_long_parts_may_take_whatever_the_program_says() {
    assert_eq!(patience(&[], "second.start").await, 60);
    assert_eq!(
        patience(&[("lifecycle.start", "3s")], "second.start").await,
        3
    );
    assert_eq!(patience(&[], "second.drain").await, 15);
    assert_eq!(
        patience(&[("lifecycle.drain", "2s")], "second.drain").await,
        2
    );
    assert!(noted("second.drain"));
    let error = Patient::builder()
        .config("lifecycle.stop", "0s")
        .check()
        .unwrap_err();
    assert!(
        error.render().contains("`lifecycle.stop`"),
        "{}",
        error.render()
    );
}
