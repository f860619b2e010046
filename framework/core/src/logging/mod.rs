//! What is logged, how much and how: [`Logging`], set up from [`LoggingConfig`].

mod codes;
mod config;
mod decorate;
mod layer;
mod level;
mod masks;
mod module;
mod record;
mod service;

pub use config::{LogFormat, LoggingConfig};
pub use decorate::Layered;
pub use layer::LogLayer;
pub use level::{LogLevel, LogLevels};
pub use masks::Masks;
pub use module::{LogOutput, LogOutputs, LoggingModule};
pub use record::LogRecord;
pub use service::Logging;
