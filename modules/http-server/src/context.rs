//! The context of each request: who asks, for which tenant, until when.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode},
};
use purlin::{
    context::{
        BAGGAGE, CORRELATION_ID, Carrier, Contexts, ExecutionContext, LOCALE, REQUEST_ID,
        TRACEPARENT, TRACESTATE,
    },
    error::Error,
    tenant::{TenantId, Tenants},
};

use tokio::time::Instant;

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

    /// The context of a request with these headers, until it must be over.
    pub(crate) fn begin(&self, headers: &HeaderMap, end: Option<Instant>) -> ExecutionContext {
        let context = self.contexts.extract(&Fields::of(headers));
        match end {
            Some(end) => context.until(end),
            None => context,
        }
    }

    /// Whether it looks at requests at all.
    pub(crate) fn asks(&self) -> bool {
        self.header.is_some()
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

/// The headers that a context is made of, found in one pass: most requests have few headers, and none of
/// these.
#[derive(Default)]
struct Fields<'h> {
    request: Option<&'h HeaderValue>,
    correlation: Option<&'h HeaderValue>,
    trace: Option<&'h HeaderValue>,
    state: Option<&'h HeaderValue>,
    baggage: Option<&'h HeaderValue>,
    locale: Option<&'h HeaderValue>,
}

impl<'h> Fields<'h> {
    fn of(headers: &'h HeaderMap) -> Self {
        let mut fields = Self::default();
        for (name, value) in headers {
            if let Some(field) = fields.field(name.as_str()) {
                field.get_or_insert(value);
            }
        }
        fields
    }

    fn field(&mut self, name: &str) -> Option<&mut Option<&'h HeaderValue>> {
        match name {
            REQUEST_ID => Some(&mut self.request),
            CORRELATION_ID => Some(&mut self.correlation),
            TRACEPARENT => Some(&mut self.trace),
            TRACESTATE => Some(&mut self.state),
            BAGGAGE => Some(&mut self.baggage),
            LOCALE => Some(&mut self.locale),
            _ => None,
        }
    }
}

impl Carrier for Fields<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let value = match name {
            REQUEST_ID => self.request,
            CORRELATION_ID => self.correlation,
            TRACEPARENT => self.trace,
            TRACESTATE => self.state,
            BAGGAGE => self.baggage,
            LOCALE => self.locale,
            _ => None,
        };
        value?.to_str().ok()
    }
}
