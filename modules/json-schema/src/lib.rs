#![doc = include_str!("../README.md")]

mod compiler;
mod config;
mod error;
mod module;
mod schema;
mod schemas;

pub use compiler::SchemaCompiler;
pub use config::JsonSchemaConfig;
pub use error::{JsonSchemaError, Violation};
pub use module::JsonSchemaModule;
pub use schema::Schema;
pub use schemas::Schemas;
