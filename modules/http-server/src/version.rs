//! One path in several versions, chosen by a header.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Request, Uri, uri::PathAndQuery},
};

/// Finds the route of the version that a request names.
#[derive(Debug)]
pub(crate) struct Versions {
    header: HeaderName,
    known: matchit::Router<()>,
}

impl Versions {
    pub(crate) fn new(header: HeaderName, known: matchit::Router<()>) -> Self {
        Self { header, known }
    }

    /// Lets a request for `/orders` that names version 2 be one for `/v2/orders`, if that is known.
    /// Whether it does.
    pub(crate) fn apply(&self, request: &mut Request<Body>) -> bool {
        let named = request.headers().get(&self.header);
        let Some(version) = named.and_then(|value| value.to_str().ok()) else {
            return false;
        };
        let version = version.trim();
        let number = version.strip_prefix('v').unwrap_or(version);
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let path = format!("/v{number}{}", request.uri().path());
        if self.known.at(&path).is_err() {
            return false;
        }
        let whole = match request.uri().query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        let Ok(whole) = PathAndQuery::try_from(whole) else {
            return false;
        };
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = Some(whole);
        let Ok(uri) = Uri::from_parts(parts) else {
            return false;
        };
        *request.uri_mut() = uri;
        true
    }

    /// What tells caches that the answer depends on the header.
    pub(crate) fn vary(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(self.header.as_str()).ok()
    }
}
