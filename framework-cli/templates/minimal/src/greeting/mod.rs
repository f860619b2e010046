//! Greets over HTTP.

mod api;
mod config;
mod greeter;
mod module;

pub use api::GreetingApi;
pub use config::GreetingConfig;
pub use greeter::Greeter;
pub use module::GreetingModule;
