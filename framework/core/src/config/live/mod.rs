//! Sections that follow reloads.

mod handle;
mod snapshot;

pub use self::handle::{Live, Moment, Now};
pub use self::snapshot::LiveValues;
pub(crate) use self::snapshot::{SectionValue, Snapshot};
