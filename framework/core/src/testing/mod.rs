//! What tests of applications need: [`TestApp`], recorded events and logs, fakes, and a clock that
//! is moved by hand.

mod app;
mod logs;
mod recorder;
mod recording;

pub use app::{Started, TestApp};
pub use logs::Logs;
pub use recorder::Recorder;
pub use recording::Recording;

pub use crate::context::{ManualClock, Randomness};
