use axum::{
    extract::Request,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use purlin::context::ExecutionContext;

use crate::Problem;

/// Who may ask for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthRequirement {
    /// One of these roles is needed; with none, anybody who is known may.
    pub roles: &'static [&'static str],
}

/// Why it is not known who sends a request that brings credentials: among its extensions.
#[derive(Clone, Debug)]
pub(crate) struct Refusal(pub(crate) Problem);

impl AuthRequirement {
    /// Anybody who is known, with one of these roles if there are any.
    #[must_use]
    pub const fn of(roles: &'static [&'static str]) -> Self {
        Self { roles }
    }

    /// What the sender of a request is told if it may not be made.
    pub(crate) fn refusal(&self, request: &Request) -> Option<Response> {
        let allowed = ExecutionContext::with_current(|context| {
            let principal = context.principal()?;
            let mut roles = self.roles.iter();
            Some(self.roles.is_empty() || roles.any(|role| principal.has_role(role)))
        });
        let problem = match allowed.flatten() {
            Some(true) => return None,
            Some(false) => Problem::new(
                StatusCode::FORBIDDEN,
                "the request needs a role that its sender does not have",
            ),
            None => match request.extensions().get::<Refusal>() {
                Some(Refusal(problem)) => problem.clone(),
                None => Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "the request does not say who sends it",
                ),
            },
        };
        Some(problem.into_response())
    }
}
