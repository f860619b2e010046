//! The context of each request: who asks, for which tenant, until when.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, Response, StatusCode},
};
use purlin::{
    context::{Carrier, Contexts, ExecutionContext},
    error::Error,
    tenant::{TenantId, Tenants},
};

use crate::problem::problem_with;

/// Makes the context of each request, and lets it into its tenant.
#[derive(Clone, Debug)]
pub(crate) struct Entrance {
    contexts: Arc<Contexts>,
    tenants: Arc<Tenants>,
    /// The header that names the tenant; without it no request has one.
    header: Option<HeaderName>,
}

impl Entrance {
    pub(crate) fn new(
        contexts: Arc<Contexts>,
        tenants: Arc<Tenants>,
        header: Option<HeaderName>,
    ) -> Self {
        Self {
            contexts,
            tenants,
            header,
        }
    }

    /// The context of a request with these headers.
    pub(crate) fn begin(&self, headers: &HeaderMap, limit: Option<Duration>) -> ExecutionContext {
        let context = self.contexts.extract(&Fields(headers));
        match limit {
            Some(limit) => context.with_timeout(limit),
            None => context,
        }
    }

    /// The request in its tenant, as the guard of the tenants says; or what the client is told.
    pub(crate) fn admit(
        &self,
        context: ExecutionContext,
        headers: &HeaderMap,
    ) -> Result<ExecutionContext, Box<Response<Body>>> {
        let Some(header) = &self.header else {
            return Ok(context);
        };
        let named = headers
            .get(header)
            .map(|value| value.to_str().unwrap_or_default());
        let tenant = match named.map(TenantId::new).transpose() {
            Ok(tenant) => tenant,
            Err(error) => {
                let detail = format!("the header `{header}` names no tenant: {error}");
                return Err(Box::new(problem_with(StatusCode::BAD_REQUEST, &detail)));
            }
        };
        let missing = tenant.is_none();
        self.tenants
            .admit(context, tenant.as_ref())
            .map_err(|error| Box::new(refusal(&error, missing, header)))
    }
}

/// What the client of a request is told that the guard refuses.
fn refusal(error: &Error, missing: bool, header: &HeaderName) -> Response<Body> {
    tracing::warn!(
        code = error.code(),
        "a request was refused: {}",
        error.message()
    );
    if missing {
        let detail = format!("the request needs a tenant: name it in the header `{header}`");
        return problem_with(StatusCode::BAD_REQUEST, &detail);
    }
    problem_with(
        StatusCode::FORBIDDEN,
        "there is no such tenant, or it is not served now",
    )
}

struct Fields<'h>(&'h HeaderMap);

impl Carrier for Fields<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }
}
