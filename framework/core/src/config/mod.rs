//! Configuration: sources merged with the origin of every value, typed sections, secrets, and one
//! report of everything that is wrong.
//!
//! ```
//! # extern crate purlin_core as purlin;
//! use purlin::config::{ConfigLoader, Feeder, Problems, SectionInfo};
//!
//! /// Where orders are kept.
//! #[purlin::config::config(prefix = "orders")]
//! struct OrdersConfig {
//!     /// Open orders that one customer may have.
//!     #[config(default = 10)]
//!     max_open: u32,
//! }
//!
//! # fn main() -> Result<(), purlin::error::Error> {
//! let loader = ConfigLoader::new("Storefront")
//!     .file_text("purlin.toml", "[orders]\nmax_open = 3")
//!     .env([("STOREFRONT__ORDERS__MAX_OPEN", "5")]);
//! let mut problems = Problems::new();
//! let tree = loader.load(&[SectionInfo::of::<OrdersConfig>()], &mut problems);
//! let orders: Option<OrdersConfig> = tree.section(&mut problems);
//! problems.into_result()?;
//! assert_eq!(orders.map(|orders| orders.max_open), Some(5));
//! let origin = tree.provenance("orders.max_open").map(|origin| origin.to_string());
//! assert_eq!(
//!     origin.as_deref(),
//!     Some("STOREFRONT__ORDERS__MAX_OPEN (environment), over purlin.toml:2:12, default")
//! );
//! # Ok(())
//! # }
//! ```

mod canonical;
mod codes;
mod de;
mod describe;
mod duration;
mod error;
mod explain;
mod feeder;
mod field;
mod history;
mod instance;
mod known;
mod layer;
mod live;
mod loader;
mod node;
mod place;
mod problem;
mod provenance;
mod reader;
mod redact;
mod reference;
mod regex;
mod reload;
mod report;
pub mod rule;
mod sample;
mod secret;
mod secrets;
mod section;
mod setting;
mod settle;
mod shapes;
mod shown;
mod size;
mod snippet;
mod suggest;
mod text;
mod tree;
mod url;
mod value;
mod written;

#[cfg(test)]
mod tests;

pub use duration::parse_duration;
pub use error::ConfigError;
pub use explain::FieldOrigin;
pub use feeder::{Priority, Source, SourceState, SourceStatus, variable_prefix};
pub use field::FieldInfo;
pub use history::ConfigRecord;
pub(crate) use history::{History, Retention};
pub(crate) use instance::INSTANCES;
#[doc(hidden)]
pub use instance::{instance_length, instance_path, instance_text};
#[doc(hidden)]
pub use live::LiveValues;
pub use live::{Live, Moment, Now};
pub(crate) use live::{SectionValue, Snapshot};
pub use loader::{ConfigLoader, DEFAULT_FILE};
pub use place::{Feeder, Place};
pub use problem::{Problem, Problems};
pub use provenance::Provenance;
pub use purlin_macros::config;
pub use reader::SectionReader;
pub use reference::SecretResolver;
pub use regex::{NotARegex, Regex};
#[doc(hidden)]
pub use reload::BoundReload;
pub(crate) use reload::{Backoff, ReadSection, ReloadHook, Reloader, Triggers, diff, read};
pub use reload::{Change, FieldChange, Reloaded};
pub use rule::Findings;
pub use sample::{SampleFormat, sample, schema, settings_table};
pub use secret::Secret;
pub use section::{ConfigPart, ConfigSection, SectionInfo};
pub use size::ByteSize;
pub use suggest::closest;
pub use tree::ConfigTree;
pub use url::{NotAUrl, Url};
pub use value::ConfigValue;
pub(crate) use written::written;
