//! Requests, and if wanted answers, are held to the contract.

mod config;
mod examples;
mod gate;
mod module;
mod operations;

pub use config::ApiValidationConfig;
pub use examples::WrongExample;
pub use gate::ContractGate;
pub use module::ApiValidationModule;
