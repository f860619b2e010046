//! What tests of applications need: recorded events, and a clock that is moved by hand.

mod recorder;

pub use recorder::Recorder;

pub use crate::context::ManualClock;
