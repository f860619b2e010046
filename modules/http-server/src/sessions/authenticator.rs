use std::{any::Any, fmt, sync::Arc};

use async_trait::async_trait;
use axum::http::{HeaderValue, request::Parts};
use purlin::{app::CommandLine, context::Principal, error::Error, registry::Facts};

use super::{SessionConfig, Sessions, gate::Visit};
use crate::{AuthError, AuthKind, AuthParameter, AuthScheme, AuthSchemes, Authenticator};

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

    fn parameters(&self) -> Vec<AuthParameter> {
        called(self.sessions.cookie_name())
    }
}

/// The name of the scheme.
const SCHEME: &str = "session";

impl Facts for SessionAuthenticator {
    fn facts() -> &'static (dyn Any + Send + Sync) {
        const COOKIE: AuthKind = AuthKind::Cookie {
            name: "__Host-session",
        };
        const SCHEMES: &[AuthScheme] = &[AuthScheme::new(SCHEME, COOKIE)];
        const { &AuthSchemes::new(SCHEMES).by_settings(by_settings) }
    }
}

fn by_settings(line: &CommandLine) -> Result<Vec<AuthParameter>, Error> {
    let config: SessionConfig = line.section()?;
    Ok(called(&config.cookie))
}

fn called(cookie: &str) -> Vec<AuthParameter> {
    vec![AuthParameter {
        scheme: SCHEME,
        name: cookie.to_owned(),
    }]
}

impl fmt::Debug for SessionAuthenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionAuthenticator")
            .finish_non_exhaustive()
    }
}
