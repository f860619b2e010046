use std::{any::Any, fmt, fmt::Write as _, sync::Arc};

use purlin::{context::Clock, registry::Facts};
use purlin_http_server::{
    Middleware, Problem, Whose,
    axum::{
        Router,
        extract::{MatchedPath, Request},
        http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
        middleware::{Next, from_fn},
        response::{IntoResponse, Response},
    },
};

use sha2::{Digest as _, Sha256};

use super::{QuotaConfig, QuotaCounter, QuotaLimit, QuotaStore, Taken, limit::Window};

/// The kind of the problem (draft-ietf-httpapi-ratelimit-headers-10, section 8).
const EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

/// Middleware that counts requests and refuses those beyond a quota.
pub struct QuotaGate {
    /// With the name that each has in headers.
    limits: Vec<(String, QuotaLimit)>,
    store: Arc<dyn QuotaStore>,
    clock: Clock,
}

impl QuotaGate {
    /// With the limits of the settings.
    #[must_use]
    pub fn new(config: &QuotaConfig, store: Arc<dyn QuotaStore>, clock: &Clock) -> Self {
        let mut limits: Vec<(String, QuotaLimit)> = Vec::new();
        for limit in &config.limits {
            let name = format!("{}-{}", limit.period.name(), limit.scope.name());
            let same = limits
                .iter()
                .filter(|(_, other)| (other.period, &other.scope) == (limit.period, &limit.scope));
            let name = match same.count() {
                0 => name,
                before => format!("{name}-{}", before + 1),
            };
            limits.push((name, limit.clone()));
        }
        Self {
            limits,
            store,
            clock: clock.clone(),
        }
    }

    async fn pass(&self, request: Request, next: Next) -> Response {
        let now = self.clock.unix_millis() / 1000;
        let route = request.extensions().get::<MatchedPath>();
        // What is not there costs nobody anything.
        let Some(route) = route else {
            return next.run(request).await;
        };
        let here: Vec<Here<'_>> = self
            .limits
            .iter()
            .filter(|(_, limit)| limit.is_for(route.as_str()))
            .map(|(name, limit)| Here::of(name, limit, &request, now))
            .collect();
        if here.is_empty() {
            return next.run(request).await;
        }
        let counters: Vec<QuotaCounter> = here.iter().map(Here::counter).collect();
        let taken = match self.store.take(&counters, now).await {
            Ok(taken) => taken,
            Err(error) => {
                // Whoever pays for requests should not lose them because they cannot be counted.
                tracing::error!(
                    code = error.code(),
                    "quotas cannot be counted: {}",
                    error.render()
                );
                return next.run(request).await;
            }
        };
        let mut answer = if taken.granted {
            next.run(request).await
        } else {
            refused(&here, &taken, now)
        };
        for (here, used) in here.iter().zip(&taken.used) {
            here.tell(*used, now, answer.headers_mut());
        }
        answer
    }
}

impl Middleware for QuotaGate {
    fn around(self: Arc<Self>, router: Router) -> Router {
        if self.limits.is_empty() {
            return router;
        }
        router.layer(from_fn(move |request: Request, next: Next| {
            let this = Arc::clone(&self);
            async move { this.pass(request, next).await }
        }))
    }
}

/// That there are quotas, known without making the gate.
#[derive(Debug)]
pub(crate) struct Quotas;

impl Facts for QuotaGate {
    fn facts() -> &'static (dyn Any + Send + Sync) {
        &Quotas
    }
}

impl fmt::Debug for QuotaGate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("QuotaGate")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// A limit as it is for one request.
struct Here<'l> {
    name: &'l str,
    limit: &'l QuotaLimit,
    window: Window,
    whose: Whose,
}

impl<'l> Here<'l> {
    fn of(name: &'l str, limit: &'l QuotaLimit, request: &Request, now: u64) -> Self {
        Self {
            name,
            limit,
            window: limit.period.window(now),
            whose: limit.scope.whose(request),
        }
    }

    fn counter(&self) -> QuotaCounter {
        let whose = match &self.whose {
            Whose::Client(address) => format!("client {address}"),
            Whose::Tenant(tenant) => format!("tenant {tenant}"),
            Whose::Principal(principal) => format!("principal {principal}"),
            Whose::Header(value) => format!("header {}", digest(value.as_bytes())),
            _ => "all".to_owned(),
        };
        QuotaCounter {
            key: format!("{} {} {whose}", self.limit, self.window.begins),
            most: self.limit.requests,
            ends: self.window.ends,
        }
    }

    /// Tells how somebody stands (draft-ietf-httpapi-ratelimit-headers-10); those of a route stay.
    fn tell(&self, used: u64, now: u64, headers: &mut HeaderMap) {
        let Self {
            name,
            limit,
            window,
            ..
        } = self;
        let policy = format!(
            "\"{name}\";q={};w={}",
            limit.requests,
            window.ends - window.begins
        );
        let left = limit.requests.saturating_sub(used);
        let stands = format!("\"{name}\";r={left};t={}", window.ends.saturating_sub(now));
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", stands)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
    }
}

fn refused(here: &[Here<'_>], taken: &Taken, now: u64) -> Response {
    let each = here.iter().zip(&taken.used);
    let full: Vec<&Here<'_>> = each
        .filter(|(here, used)| **used >= here.limit.requests)
        .map(|(here, _)| here)
        .collect();
    let names: Vec<&str> = full.iter().map(|here| here.name).collect();
    let ends = full.iter().map(|here| here.window.ends).max();
    let wait = ends.unwrap_or(now).saturating_sub(now).max(1);
    let detail = "all that may be asked for in this time has been";
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail)
        .with_kind(EXCEEDED, "Quota exceeded")
        .with("violated-policies", names);
    let mut answer = problem.into_response();
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, wait.into());
    answer
}

/// What stands for a value that may be a secret: the same in all processes.
fn digest(value: &[u8]) -> String {
    let bytes = Sha256::digest(value);
    bytes.iter().take(16).fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
