use std::{mem, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header, request::Parts},
};
use purlin::context::{Contexts, ExecutionContext, Principal};

use super::{AuthError, Authenticator, Refusal};
use crate::Problem;

/// Everybody who may find out who sends a request, in order; never nobody.
#[derive(Clone)]
pub(crate) struct Known(Vec<Arc<dyn Authenticator>>);

impl Known {
    /// `None` if there is nobody.
    pub(crate) fn of(all: &[Arc<dyn Authenticator>]) -> Option<Self> {
        (!all.is_empty()).then(|| Self(all.to_vec()))
    }

    /// The context with the principal of the request, if it has one. Why it has none although it brings
    /// credentials is among its extensions then.
    pub(crate) async fn identify(
        &self,
        context: Option<ExecutionContext>,
        request: &mut Request<Body>,
    ) -> ExecutionContext {
        let context = context.unwrap_or_else(|| Contexts::default().root());
        let (mut head, body) = mem::take(request).into_parts();
        let found = context.clone().scope(self.ask(&mut head)).await;
        let context = match found {
            Ok(Some(principal)) => context.with_principal(principal),
            Ok(None) => context,
            Err(error) => {
                head.extensions.insert(Refusal(problem_of(error)));
                context
            }
        };
        *request = Request::from_parts(head, body);
        context
    }

    async fn ask(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError> {
        for one in &self.0 {
            if let Some(principal) = one.authenticate(head).await? {
                return Ok(Some(principal));
            }
        }
        Ok(None)
    }

    /// Tells a client that got a 401 what to bring, unless the answer says it.
    pub(crate) fn challenge(&self, status: StatusCode, headers: &mut HeaderMap) {
        if status != StatusCode::UNAUTHORIZED || headers.contains_key(header::WWW_AUTHENTICATE) {
            return;
        }
        for one in &self.0 {
            headers.append(header::WWW_AUTHENTICATE, one.challenge());
        }
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.0.iter().map(|one| one.contributor());
        formatter.debug_list().entries(names).finish()
    }
}

fn problem_of(error: AuthError) -> Problem {
    match error {
        AuthError::Refused(detail) => Problem::new(StatusCode::UNAUTHORIZED, detail),
        AuthError::Failed(error) => Problem::from(error),
    }
}
