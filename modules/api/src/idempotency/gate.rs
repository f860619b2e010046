use std::{
    collections::HashSet,
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
    time::Duration,
};

use purlin::{context::ExecutionContext, registry::Registry};
use purlin_http_server::{
    Middleware, Problem, RouteTable,
    axum::{
        RequestExt as _, Router,
        body::{Body, to_bytes},
        extract::{MatchedPath, Request},
        http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
        middleware::{Next, from_fn},
        response::{IntoResponse, Response},
    },
    expectation_failed,
};
use tokio::time::{Instant, timeout_at};

use super::{AnswerStore, Begun, IdempotencyConfig, KeptAnswer};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// A longer key is none.
const LONGEST_KEY: usize = 255;
/// A larger answer is not kept.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Middleware that answers a repetition with the answer that was given before.
pub struct IdempotencyGate {
    routes: HashSet<(&'static str, &'static str)>,
    answers: Arc<dyn AnswerStore>,
    wait: Duration,
}

impl IdempotencyGate {
    /// For the routes of an application that have `idempotency_key`.
    #[must_use]
    pub fn new(
        registry: &Registry,
        answers: Arc<dyn AnswerStore>,
        config: &IdempotencyConfig,
    ) -> Self {
        let tables = registry
            .services()
            .filter_map(|entry| entry.facts::<RouteTable>());
        let marked = tables
            .flat_map(|table| table.0)
            .filter(|route| route.policy.idempotency_key);
        Self {
            routes: marked.map(|route| (route.method, route.path)).collect(),
            answers,
            wait: config.wait,
        }
    }

    async fn pass(&self, request: Request, next: Next) -> Response {
        let Some(key) = request.headers().get(KEY) else {
            return next.run(request).await;
        };
        let matched = request.extensions().get::<MatchedPath>();
        let marked = matched.is_some_and(|path| {
            let route = (request.method().as_str(), path.as_str());
            self.routes.contains(&route)
        });
        if !marked {
            return next.run(request).await;
        }
        let Some(key) = read(key).map(|key| scoped(&key, &request)) else {
            let text = "`Idempotency-Key` is a text of 1 to 255 printable characters";
            return Problem::new(StatusCode::BAD_REQUEST, text).into_response();
        };
        if let Some(refusal) = expectation_failed(&request) {
            return refusal;
        }
        let (head, body) = request.with_limited_body().into_parts();
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return Problem::of(StatusCode::PAYLOAD_TOO_LARGE).into_response();
        };
        let fingerprint = fingerprint(&head, &body);
        let deadline = Instant::now() + self.wait;
        loop {
            match self.answers.begin(&key, fingerprint).await {
                Begun::New => break,
                Begun::Answered(answer) => return replayed(answer),
                Begun::Another => {
                    let text = "this `Idempotency-Key` is that of another request: use a new one";
                    return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, text).into_response();
                }
                Begun::Running => {
                    let settled = self.answers.settled(&key);
                    if timeout_at(deadline, settled).await.is_err() {
                        let text = "the request of this `Idempotency-Key` is still running";
                        return Problem::new(StatusCode::CONFLICT, text).into_response();
                    }
                }
            }
        }
        let begun = Running {
            answers: Arc::clone(&self.answers),
            key: Some(key),
        };
        let answer = next.run(Request::from_parts(head, Body::from(body))).await;
        begun.end(answer).await
    }
}

impl Middleware for IdempotencyGate {
    fn around(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let this = Arc::clone(&self);
            async move { this.pass(request, next).await }
        }))
    }
}

impl fmt::Debug for IdempotencyGate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdempotencyGate")
            .field("routes", &self.routes.len())
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}

/// A request that has begun under a key. One that is dropped, because its handler panicked or its
/// client left, gives the key back.
struct Running {
    answers: Arc<dyn AnswerStore>,
    key: Option<String>,
}

impl Running {
    /// Keeps the answer, unless a repetition could have a better one.
    async fn end(mut self, answer: Response) -> Response {
        let Some(key) = self.key.take() else {
            return answer;
        };
        let passing = answer.status().is_server_error()
            || matches!(
                answer.status(),
                StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
            );
        let size = http_body_size(&answer);
        if passing || size.is_none_or(|size| size > LARGEST_ANSWER) {
            self.answers.give_up(&key).await;
            return answer;
        }
        let (head, body) = answer.into_parts();
        let Ok(body) = to_bytes(body, LARGEST_ANSWER).await else {
            self.answers.give_up(&key).await;
            return Problem::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        };
        let kept = KeptAnswer {
            status: head.status.as_u16(),
            headers: kept_headers(&head.headers),
            body: body.to_vec(),
        };
        self.answers.finish(&key, kept).await;
        Response::from_parts(head, Body::from(body))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(key) = self.key.take() else { return };
        let answers = Arc::clone(&self.answers);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { answers.give_up(&key).await });
        }
    }
}

fn http_body_size(answer: &Response) -> Option<usize> {
    use purlin_http_server::axum::body::HttpBody as _;
    let size = answer.body().size_hint().exact()?;
    usize::try_from(size).ok()
}

/// The headers of the answer itself, without those of its transport.
fn kept_headers(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let own = headers.iter().filter(|(name, _)| {
        ![header::CONNECTION, header::DATE, header::TRANSFER_ENCODING].contains(name)
    });
    own.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect()
}

fn replayed(answer: KeptAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in answer.headers {
        let name = HeaderName::try_from(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(&value)) {
            headers.append(name, value);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// The key, in quotes as the draft has it or without.
fn read(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?.trim();
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    (1..=LONGEST_KEY)
        .contains(&key.len())
        .then(|| key.to_owned())
}

/// The key of one client, in one tenant, for one thing: others may use the same text.
fn scoped(key: &str, request: &Request) -> String {
    let whose = ExecutionContext::with_current(|context| {
        let tenant = context.tenant().map(ToString::to_string);
        let principal = context.principal().map(|one| one.subject().to_owned());
        format!("{tenant:?} {principal:?}")
    });
    let (method, path) = (request.method(), request.uri().path());
    format!("{} {method} {path} {key:?}", whose.unwrap_or_default())
}

fn fingerprint(head: &Parts, body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    head.uri.query().hash(&mut hasher);
    hasher.write(body);
    hasher.finish()
}
