#![doc = include_str!("../README.md")]

mod config;
mod error;
mod module;
mod quotas;

pub use config::QuotasConfig;
pub use error::QuotaError;
pub use module::QuotasModule;
pub use quotas::Quotas;
