//! Requests, and if wanted answers, are held to the contract.

mod config;
mod gate;
mod module;
mod operations;

pub use config::ApiValidationConfig;
pub use gate::ContractGate;
pub use module::ApiValidationModule;
