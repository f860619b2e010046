//! What a panic says on standard error, without what nobody may read.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    fmt::Write as _,
    io::{self, Write as _},
    panic::{self, PanicHookInfo},
    thread,
};

use crate::logging::Masks;

/// From now on panics are told as the standard library tells them, without the secrets of the
/// configuration. A program that has set a hook which holds anything keeps it: panics are its own
/// to tell of then, as logging is the program's that has set a subscriber.
pub(super) fn install(masks: &Masks) {
    let before = panic::take_hook();
    // The one of the standard library is a bare function.
    if size_of_val(&*before) > 0 {
        panic::set_hook(before);
        return;
    }
    let masks = masks.clone();
    panic::set_hook(Box::new(move |info| {
        let text = told(info, &masks);
        // Nobody is left to be told that it cannot be written.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }));
}

fn told(info: &PanicHookInfo<'_>, masks: &Masks) -> String {
    let current = thread::current();
    let thread = current.name().unwrap_or("<unnamed>");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let what = info.payload_as_str().unwrap_or("Box<dyn Any>");
    let mut text = format!(
        "\nthread '{thread}' panicked at {place}:\n{}\n",
        masks.mask(what)
    );
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        // Writing to a string does not fail.
        let _ = write!(text, "stack backtrace:\n{trace}");
    } else {
        text.push_str("note: run with `RUST_BACKTRACE=1` to see where it comes from\n");
    }
    text
}
