//! Where values come from: files, variables, directories and what an application brings.

mod directory;
mod dotenv;
pub(super) mod environment;
mod json;
mod priority;
mod reading;
mod source;
pub(super) mod toml;
#[cfg(feature = "yaml")]
mod yaml;

pub(super) use self::environment::VariableNames;
pub use self::{
    environment::variable_prefix,
    priority::Priority,
    source::{Source, SourceState, SourceStatus},
};
pub(super) use self::{reading::Reading, source::Context};
