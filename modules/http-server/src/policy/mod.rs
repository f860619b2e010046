//! The policies of single routes, kept around their handlers.

mod etag;
mod rate;
mod whose;

use std::time::{Duration, SystemTime};

use axum::{
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use tokio::time::{sleep, timeout};

use self::rate::{Limiter, Standing};
pub use self::whose::Whose;
use crate::{
    __private::Answering,
    RouteInfo, RoutePolicy,
    expected::{declared_length, expectation_failed},
    problem::{problem, problem_with},
};

/// Before the first repetition; doubled for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// Largest body that is kept for a repetition if the route has no limit of its own.
const KEPT_BODY: usize = 2 * 1024 * 1024;

/// What keeps the policies of one route.
#[derive(Debug)]
pub(crate) struct Keeper {
    info: &'static RouteInfo,
    limiter: Option<Limiter>,
    /// Headers of every answer.
    fixed: Vec<(HeaderName, HeaderValue)>,
}

impl Keeper {
    /// `None` if the route has nothing to keep.
    pub(crate) fn of(info: &'static RouteInfo) -> Option<Self> {
        let policy = &info.policy;
        let limits = policy.timeout.is_some() || policy.body_limit.is_some() || policy.retry > 0;
        let ends = policy.deprecated.is_some() || policy.sunset.is_some();
        let kept =
            limits || ends || policy.auth.is_some() || policy.rate_limit.is_some() || policy.etag;
        kept.then(|| Self {
            info,
            limiter: policy.rate_limit.map(Limiter::new),
            fixed: ends_of(policy),
        })
    }

    /// Answers with `handler`, within the policies.
    pub(crate) async fn answer(
        &self,
        request: Request,
        handler: &(dyn Fn(Request) -> Answering + Send + Sync),
    ) -> Response {
        let auth = self.info.policy.auth;
        if let Some(refusal) = auth.and_then(|auth| auth.refusal(&request)) {
            return refusal;
        }
        let standing = self.limiter.as_ref().map(|limiter| limiter.take(&request));
        let mut answer = match standing.and_then(Standing::refusal) {
            Some(wait) => too_many(wait),
            None if self.info.policy.etag => {
                etag::tagged(request, |request| self.handle(request, handler)).await
            }
            None => self.handle(request, handler).await,
        };
        let headers = answer.headers_mut();
        if let (Some(limiter), Some(standing)) = (&self.limiter, standing) {
            limiter.tell(standing, headers);
        }
        for (name, value) in &self.fixed {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        answer
    }

    /// Answers within what the handler itself may take.
    async fn handle(
        &self,
        mut request: Request,
        handler: &(dyn Fn(Request) -> Answering + Send + Sync),
    ) -> Response {
        let policy = &self.info.policy;
        if let Some(limit) = policy.body_limit {
            let most = u64::try_from(limit).unwrap_or(u64::MAX);
            if declared_length(request.headers()).is_some_and(|length| length > most) {
                return problem(StatusCode::PAYLOAD_TOO_LARGE);
            }
            DefaultBodyLimit::max(limit).apply(&mut request);
        }
        let handling = async {
            if policy.retry == 0 {
                handler(request).await
            } else {
                repeated(policy, request, handler).await
            }
        };
        let Some(limit) = policy.timeout else {
            return handling.await;
        };
        if let Ok(answer) = timeout(limit, handling).await {
            return answer;
        }
        tracing::warn!(route = %self.info, timeout = ?limit, "a handler took too long");
        problem_with(
            StatusCode::GATEWAY_TIMEOUT,
            "the request took longer than it may",
        )
    }
}

/// When the route is deprecated and gone, for clients.
fn ends_of(policy: &RoutePolicy) -> Vec<(HeaderName, HeaderValue)> {
    // RFC 9745, section 2: a date of structured fields; RFC 8594, section 3: a date of HTTP.
    let deprecated = policy.deprecated.map(|since| {
        let name = HeaderName::from_static("deprecation");
        (name, HeaderValue::from_str(&format!("@{since}")))
    });
    let sunset = policy.sunset.map(|at| {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at);
        let name = HeaderName::from_static("sunset");
        (name, HeaderValue::from_str(&httpdate::fmt_http_date(at)))
    });
    let ends = [deprecated, sunset].into_iter().flatten();
    ends.filter_map(|(name, value)| Some((name, value.ok()?)))
        .collect()
}

/// Calls the handler until its answer is not one of a passing failure, or no repetition is left.
async fn repeated(
    policy: &RoutePolicy,
    request: Request,
    handler: &(dyn Fn(Request) -> Answering + Send + Sync),
) -> Response {
    if let Some(refusal) = expectation_failed(&request) {
        return refusal;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, policy.body_limit.unwrap_or(KEPT_BODY)).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let mut pause = FIRST_PAUSE;
    for _ in 0..policy.retry {
        let request = Request::from_parts(head.clone(), Body::from(body.clone()));
        let answer = handler(request).await;
        if !is_passing(answer.status()) {
            return answer;
        }
        sleep(pause).await;
        pause *= 2;
    }
    handler(Request::from_parts(head, Body::from(body))).await
}

fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    )
}

/// An answer that says when to come back.
pub(crate) fn come_back(status: StatusCode, wait: Duration, detail: &str) -> Response {
    let mut response = problem_with(status, detail);
    // Whole seconds, rounded up: who comes back then is let in.
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn too_many(wait: Duration) -> Response {
    come_back(
        StatusCode::TOO_MANY_REQUESTS,
        wait,
        "this route is asked more often than it may",
    )
}
