#![doc = include_str!("../README.md")]

mod attempts;
mod client;
mod cloud_event;
mod config;
mod delivery;
mod error;
mod health;
mod module;
#[cfg(feature = "nats")]
mod nats;
mod place;
mod post;
#[cfg(any(feature = "nats", feature = "tls"))]
mod trust;

pub use cloud_event::CloudEvent;
pub use config::{CloudEventsConfig, ContentMode};
pub use delivery::Delivery;
pub use error::{CloudEventsError, codes};
pub use module::CloudEventsModule;
