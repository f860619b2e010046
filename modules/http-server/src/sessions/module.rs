use std::sync::Arc;

use purlin::{
    context::{Clock, Randomness},
    error::Error,
    module,
};

use super::{MemorySessions, SessionConfig, SessionGate, SessionStore, Sessions};
use crate::Middleware;

/// Lets handlers take a [`Session`](super::Session).
///
/// Sessions are kept in memory, unless another `dyn SessionStore` is provided or
/// `sessions.kept = "cookie"`.
pub struct SessionModule;

#[module(config = SessionConfig)]
impl SessionModule {
    #[provides(as = dyn SessionStore, fallback)]
    fn store(config: &SessionConfig) -> MemorySessions {
        MemorySessions::new(config.max_kept)
    }

    #[provides]
    fn sessions(
        config: &SessionConfig,
        store: Arc<dyn SessionStore>,
        clock: &Clock,
        randomness: &Randomness,
    ) -> Result<Sessions, Error> {
        Ok(Sessions::new(config, store, clock, randomness)?)
    }

    // Outside of what may look at sessions.
    #[contributes(dyn Middleware, priority = 500)]
    fn gate(sessions: Arc<Sessions>) -> SessionGate {
        SessionGate::new(sessions)
    }
}
