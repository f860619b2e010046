use std::sync::Arc;

use purlin::{module, registry::Registry};
use purlin_http_server::Middleware;

use super::{AnswerStore, IdempotencyConfig, IdempotencyGate, MemoryAnswers};

/// Lets clients repeat requests of routes with `idempotency_key`.
///
/// The answers are kept in memory, unless another `dyn AnswerStore` is provided.
pub struct IdempotencyModule;

#[module(config = IdempotencyConfig)]
impl IdempotencyModule {
    #[provides(as = dyn AnswerStore, fallback)]
    fn answers(config: &IdempotencyConfig) -> MemoryAnswers {
        MemoryAnswers::new(config)
    }

    // Inside of what refuses requests, outside of what looks at their bodies.
    #[contributes(dyn Middleware, priority = -500)]
    fn gate(
        registry: &Registry,
        answers: Arc<dyn AnswerStore>,
        config: &IdempotencyConfig,
    ) -> IdempotencyGate {
        IdempotencyGate::new(registry, answers, config)
    }
}
