#![doc = include_str!("../README.md")]

mod cloud_event;
mod config;
mod delivery;
mod error;
mod health;
mod module;
mod place;
mod post;

pub use cloud_event::CloudEvent;
pub use config::{CloudEventsConfig, ContentMode};
pub use delivery::Delivery;
pub use error::{CloudEventsError, codes};
pub use module::CloudEventsModule;
