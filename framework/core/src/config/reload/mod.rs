//! Reading the configuration anew while the application runs: all of it changes, or nothing.

mod backoff;
mod change;
mod diff;
mod error;
mod hook;
mod reloader;
mod trigger;

pub(crate) use self::{
    backoff::Backoff,
    diff::diff,
    hook::ReloadHook,
    reloader::{ReadSection, Reloader, read},
    trigger::Triggers,
};
pub use self::{
    change::{Change, FieldChange},
    hook::BoundReload,
    reloader::Reloaded,
};
