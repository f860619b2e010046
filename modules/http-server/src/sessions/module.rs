use std::sync::Arc;

use purlin::{
    context::{Clock, Randomness},
    error::Error,
    module,
};

use super::{
    MemorySessions, SessionAuthenticator, SessionConfig, SessionGate, SessionStore, Sessions,
};
use crate::{Authenticator, Middleware};

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

/// Lets routes with `auth` know those who have logged in with
/// [`Session::log_in`](super::Session::log_in).
pub struct SessionAuthModule;

#[module(imports = [SessionModule])]
impl SessionAuthModule {
    #[contributes(dyn Authenticator)]
    fn authenticator(sessions: Arc<Sessions>) -> SessionAuthenticator {
        SessionAuthenticator::new(sessions)
    }
}
