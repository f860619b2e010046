//! Requests that can be repeated safely: `Idempotency-Key`
//! (draft-ietf-httpapi-idempotency-key-header-07).

mod config;
mod gate;
mod memory;
mod module;
mod store;

pub use config::IdempotencyConfig;
pub use gate::IdempotencyGate;
pub use memory::MemoryAnswers;
pub use module::IdempotencyModule;
pub use store::{AnswerStore, Begun, KeptAnswer};
