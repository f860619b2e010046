//! Who is asking, until when, by which clock. The clock is the first part of it.

mod clock;

pub use clock::{Clock, ManualClock};
