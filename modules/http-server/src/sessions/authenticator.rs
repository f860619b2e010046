use std::{any::Any, fmt, sync::Arc};

use async_trait::async_trait;
use axum::http::{HeaderValue, request::Parts};
use purlin::{context::Principal, registry::Facts};

use super::{Sessions, gate::Visit};
use crate::{AuthError, AuthKind, AuthScheme, AuthSchemes, Authenticator};

/// Knows those who have [logged in](super::Session::log_in) by their sessions.
pub struct SessionAuthenticator {
    sessions: Arc<Sessions>,
}

impl SessionAuthenticator {
    /// With these sessions.
    #[must_use]
    pub const fn new(sessions: Arc<Sessions>) -> Self {
        Self { sessions }
    }
}

#[async_trait]
impl Authenticator for SessionAuthenticator {
    async fn authenticate(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError> {
        if !self.sessions.may_have(&head.headers) {
            return Ok(None);
        }
        let visit = Visit::of(&self.sessions, &mut head.extensions);
        Ok(visit.session(&head.headers).await?.principal())
    }

    fn challenge(&self) -> HeaderValue {
        self.sessions.challenge()
    }
}

impl Facts for SessionAuthenticator {
    fn facts() -> &'static (dyn Any + Send + Sync) {
        // The name that the cookie has unless the settings say otherwise: the contract is the same
        // with all settings.
        const COOKIE: AuthKind = AuthKind::Cookie {
            name: "__Host-session",
        };
        const { &AuthSchemes(&[AuthScheme::new("session", COOKIE)]) }
    }
}

impl fmt::Debug for SessionAuthenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionAuthenticator")
            .finish_non_exhaustive()
    }
}
