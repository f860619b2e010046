//! What every request passes before its handler and every answer after it.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header, request::Parts,
    },
};

use purlin::context::{ExecutionContext, Randomness};

use crate::{HttpServerConfig, activity::Activity, policy::come_back};

/// The header that names a request, in both directions.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A longer one is not taken over from a client.
const LONGEST_ID: usize = 128;

/// The name of a request, that of the client or a new one: an extractor.
///
/// ```
/// # use purlin_http_server::RequestId;
/// async fn ask(id: RequestId) -> String {
///     format!("if it stays broken, tell us {}", id.as_str())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Name);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    /// As the client has it.
    Given(HeaderValue),
    /// 32 hexadecimal digits.
    Made([u8; 32]),
}

impl RequestId {
    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Name::Given(value) => value.to_str().unwrap_or_default(),
            Name::Made(digits) => std::str::from_utf8(digits).unwrap_or_default(),
        }
    }

    fn made(bits: u128) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [b'0'; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bits.to_be_bytes()) {
            for (digit, half) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                *digit = DIGITS[usize::from(half)];
            }
        }
        Self(Name::Made(digits))
    }

    fn into_value(self) -> HeaderValue {
        match self.0 {
            Name::Given(value) => value,
            // Digits.
            Name::Made(digits) => {
                HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static("0"))
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let arrival = parts.extensions.get::<Arrival>();
        // In a test without a server the context has one.
        Ok(arrival.map_or_else(
            || {
                let id = ExecutionContext::with_current(ExecutionContext::request_id);
                Self::made(id.map_or(0, Into::into))
            },
            |arrival| arrival.id.clone(),
        ))
    }
}

/// How a request came here, in the extensions of each.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) id: RequestId,
    pub(crate) activity: Arc<Activity>,
}

#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) request_timeout: Option<Duration>,
    max_requests: usize,
    /// Paths that are served even when there is too much to do.
    always: Vec<String>,
    pub(crate) access_log: bool,
    /// What every answer has.
    fixed: Vec<(HeaderName, HeaderValue)>,
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
            access_log: config.access_log,
            fixed: fixed(config),
            ids: Ids::default(),
        }
    }

    /// Names the request: what the client calls it if that is decent, or a new name.
    pub(crate) fn identify(
        &self,
        request: &mut Request<Body>,
        context: Option<&ExecutionContext>,
    ) -> RequestId {
        let decent = |given: &&HeaderValue| {
            (1..=LONGEST_ID).contains(&given.len())
                && given.as_bytes().iter().all(u8::is_ascii_graphic)
        };
        let given = request.headers().get(&REQUEST_ID);
        let harmful = given.is_some_and(|given| !decent(&given));
        let given = given.filter(decent);
        let id = match (given, context) {
            (Some(given), _) => RequestId(Name::Given(given.clone())),
            (None, Some(context)) => RequestId::made(context.request_id().into()),
            (None, None) => RequestId::made(self.ids.next()),
        };
        if harmful {
            request.headers_mut().remove(&REQUEST_ID);
        }
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
        // Most answers have two or three headers, and none of these: to look at each once is less
        // than to search for four.
        let (mut named, mut there) = (false, [false; MOST_FIXED]);
        for name in headers.keys() {
            named |= name == REQUEST_ID;
            for (there, (fixed, _)) in there.iter_mut().zip(&self.fixed) {
                *there |= name == fixed;
            }
        }
        if !named {
            headers.insert(REQUEST_ID, id.into_value());
        }
        for (there, (name, value)) in there.into_iter().zip(&self.fixed) {
            if !there {
                headers.insert(name, value.clone());
            }
        }
    }
}

/// How many headers of the same value answers have at most.
const MOST_FIXED: usize = 4;

/// The headers of the same value that every answer has.
fn fixed(config: &HttpServerConfig) -> Vec<(HeaderName, HeaderValue)> {
    let fixed: [_; MOST_FIXED] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ];
    let secure = config.tls_certificate.is_some();
    fixed
        .into_iter()
        .filter(|_| config.security_headers)
        .filter(|(name, _)| secure || name != header::STRICT_TRANSPORT_SECURITY)
        .map(|(name, value)| (name, HeaderValue::from_static(value)))
        .collect()
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
    fn next(&self) -> u128 {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        u128::from(self.beginning) << 64 | u128::from(number)
    }
}
