use std::time::Duration;

use crate::AuthRequirement;

/// What a route promises or demands beyond its handler: the arguments of `#[get("/…", …)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoutePolicy {
    /// Who may ask for it: others get a 401 if they are not known, and a 403 if they are.
    pub auth: Option<AuthRequirement>,
    /// How long the handler may take; then it is dropped and the answer is a 504.
    pub timeout: Option<Duration>,
    /// Largest request body, in bytes, that extractors read, instead of the server's.
    pub body_limit: Option<usize>,
    /// How often the route may be asked; beyond it the answer is a 429.
    pub rate_limit: Option<RateLimit>,
    /// How often the handler is called again after an answer of 502, 503 or 504.
    pub retry: u32,
    /// Whether the request may be repeated although its method does not say so.
    pub idempotent: bool,
    /// The names of the middleware around this route, the outermost first.
    pub middleware: &'static [&'static str],
    /// The status of a success, for descriptions; `None` for that of the answer's type.
    pub status: Option<u16>,
    /// The statuses of errors that it has besides those that every route has, for descriptions.
    pub errors: &'static [u16],
    /// Since when it should not be used any more, in seconds since 1970: the header `Deprecation`
    /// (RFC 9745).
    pub deprecated: Option<u64>,
    /// When it will be gone, in seconds since 1970: the header `Sunset` (RFC 8594).
    pub sunset: Option<u64>,
    /// Whether answers get an `ETag` of their content, and clients that have it a 304 (RFC 9110).
    pub etag: bool,
    /// Whether a client can repeat a request safely by the header `Idempotency-Key`, if a module
    /// keeps the answers.
    pub idempotency_key: bool,
}

impl RoutePolicy {
    /// No policy.
    pub const NONE: Self = Self {
        auth: None,
        timeout: None,
        body_limit: None,
        rate_limit: None,
        retry: 0,
        idempotent: false,
        middleware: &[],
        status: None,
        errors: &[],
        deprecated: None,
        sunset: None,
        etag: false,
        idempotency_key: false,
    };

    /// For those who are known, with one of these roles if there are any.
    #[must_use]
    pub const fn with_auth(mut self, roles: &'static [&'static str]) -> Self {
        self.auth = Some(AuthRequirement::of(roles));
        self
    }

    /// With a timeout.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// With a limit of the body.
    #[must_use]
    pub const fn with_body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// With a limit of the rate.
    #[must_use]
    pub const fn with_rate_limit(mut self, requests: u32, per: Duration) -> Self {
        self.rate_limit = Some(RateLimit {
            requests,
            per,
            scope: RateScope::Everybody,
        });
        self
    }

    /// With the limit of the rate for each of its scope, if there is one.
    #[must_use]
    pub const fn with_rate_scope(mut self, scope: RateScope) -> Self {
        if let Some(limit) = &mut self.rate_limit {
            limit.scope = scope;
        }
        self
    }

    /// With so many repetitions.
    #[must_use]
    pub const fn with_retry(mut self, retry: u32) -> Self {
        self.retry = retry;
        self
    }

    /// For a request that may be repeated.
    #[must_use]
    pub const fn as_idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// With middleware.
    #[must_use]
    pub const fn with_middleware(mut self, names: &'static [&'static str]) -> Self {
        self.middleware = names;
        self
    }

    /// With the status of a success.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With the statuses of its errors.
    #[must_use]
    pub const fn with_errors(mut self, errors: &'static [u16]) -> Self {
        self.errors = errors;
        self
    }

    /// Deprecated since then, in seconds since 1970.
    #[must_use]
    pub const fn with_deprecation(mut self, since: u64) -> Self {
        self.deprecated = Some(since);
        self
    }

    /// Gone then, in seconds since 1970.
    #[must_use]
    pub const fn with_sunset(mut self, at: u64) -> Self {
        self.sunset = Some(at);
        self
    }

    /// With an `ETag`.
    #[must_use]
    pub const fn with_etag(mut self) -> Self {
        self.etag = true;
        self
    }

    /// With `Idempotency-Key`.
    #[must_use]
    pub const fn with_idempotency_key(mut self) -> Self {
        self.idempotency_key = true;
        self
    }
}

/// So many requests in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many; so many may also come at once.
    pub requests: u32,
    /// In which time.
    pub per: Duration,
    /// Whose requests are counted together.
    pub scope: RateScope,
}

/// Whose requests a limit of the rate counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateScope {
    /// Those of all.
    Everybody,
    /// Those from one address.
    Client,
    /// Those in one tenant; those without one together.
    Tenant,
    /// Those of one principal; those of nobody known by their address.
    Principal,
    /// Those with one value of this header, such as `x-api-key`; those without it by their address.
    Header(&'static str),
}
