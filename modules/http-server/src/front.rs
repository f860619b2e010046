//! What every request passes before its handler and every answer after it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header},
};

use purlin::context::{ExecutionContext, Randomness};

use crate::{HttpServerConfig, policy::come_back};

/// The header that names a request, in both directions.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A longer one is not taken over from a client.
const LONGEST_ID: usize = 128;

/// The name of a request, in the extensions of each: that of the client, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub(crate) HeaderValue);

impl RequestId {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) request_timeout: Option<Duration>,
    max_requests: usize,
    /// Paths that are served even when there is too much to do.
    always: Vec<String>,
    security_headers: bool,
    pub(crate) access_log: bool,
    secure: bool,
    ids: Ids,
}

impl Front {
    pub(crate) fn new(config: &HttpServerConfig) -> Self {
        let health = [
            &config.live_path,
            &config.ready_path,
            &config.startup_path,
            &config.health_path,
        ];
        Self {
            request_timeout: (!config.request_timeout.is_zero()).then_some(config.request_timeout),
            max_requests: config.max_requests,
            always: health
                .into_iter()
                .filter(|_| config.health)
                .cloned()
                .collect(),
            security_headers: config.security_headers,
            access_log: config.access_log,
            secure: config.tls_certificate.is_some(),
            ids: Ids::default(),
        }
    }

    /// Names the request: what the client calls it if that is decent, or a new name.
    pub(crate) fn identify(
        &self,
        request: &mut Request<Body>,
        context: Option<&ExecutionContext>,
    ) -> RequestId {
        let given = request.headers().get(&REQUEST_ID).filter(|given| {
            (1..=LONGEST_ID).contains(&given.len())
                && given.as_bytes().iter().all(u8::is_ascii_graphic)
        });
        let id = RequestId(given.cloned().unwrap_or_else(|| {
            match context {
                Some(context) => HeaderValue::from_str(&context.request_id().to_string())
                    .unwrap_or_else(|_| self.ids.next()),
                None => self.ids.next(),
            }
        }));
        request.headers_mut().insert(REQUEST_ID, id.0.clone());
        request.extensions_mut().insert(id.clone());
        id
    }

    /// The answer to a request that is one too many.
    pub(crate) fn shed(&self, in_flight: usize, path: &str) -> Option<Response<Body>> {
        if in_flight <= self.max_requests || self.is_health(path) {
            return None;
        }
        Some(come_back(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(1),
            "the server has as many requests as it can take",
        ))
    }

    /// Whether a path is served whatever the state of the application, and to everybody.
    pub(crate) fn is_health(&self, path: &str) -> bool {
        self.always.iter().any(|always| always == path)
    }

    /// Adds what every answer has; a header that is there stays as it is.
    pub(crate) fn finish(&self, headers: &mut HeaderMap, id: RequestId) {
        headers.entry(REQUEST_ID).or_insert(id.0);
        if !self.security_headers {
            return;
        }
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        for (name, value) in fixed {
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        }
        if self.secure {
            headers
                .entry(header::STRICT_TRANSPORT_SECURITY)
                .or_insert(HeaderValue::from_static("max-age=31536000"));
        }
    }
}

/// Makes names: a beginning that differs from process to process, and a number.
#[derive(Debug)]
struct Ids {
    beginning: u64,
    next: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            beginning: Randomness::system().number(),
            next: AtomicU64::new(1),
        }
    }
}

impl Ids {
    fn next(&self) -> HeaderValue {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        HeaderValue::from_str(&format!("{:016x}{number:016x}", self.beginning))
            .unwrap_or_else(|_| HeaderValue::from_static("0"))
    }
}
