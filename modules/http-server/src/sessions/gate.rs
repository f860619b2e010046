use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::{Extensions, HeaderMap, HeaderValue, header},
    middleware::{Next, from_fn},
    response::{IntoResponse as _, Response},
};
use purlin::error::Error;
use tokio::sync::OnceCell;

use super::{Session, Sessions};
use crate::{Middleware, Problem};

/// Middleware that keeps the sessions of handlers when they have answered.
pub struct SessionGate {
    sessions: Arc<Sessions>,
}

impl SessionGate {
    /// With these sessions.
    #[must_use]
    pub const fn new(sessions: Arc<Sessions>) -> Self {
        Self { sessions }
    }

    async fn pass(&self, mut request: Request, next: Next) -> Response {
        let visit = Visit::of(&self.sessions, request.extensions_mut());
        let mut answer = next.run(request).await;
        let Some(session) = visit.0.session.get() else {
            return answer;
        };
        let headers = answer.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
        match self.sessions.keep(session).await {
            Ok(None) => answer,
            Ok(Some(cookie)) => {
                headers.append(header::SET_COOKIE, cookie);
                // It is for one browser, and so is the page that comes with it.
                headers
                    .entry(header::CACHE_CONTROL)
                    .or_insert(HeaderValue::from_static("no-store"));
                answer
            }
            // The handler has promised something that is not kept.
            Err(error) => Problem::from(error).into_response(),
        }
    }
}

impl Middleware for SessionGate {
    fn around(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let this = Arc::clone(&self);
            async move { this.pass(request, next).await }
        }))
    }
}

impl fmt::Debug for SessionGate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionGate")
            .finish_non_exhaustive()
    }
}

/// The session of one request, read when somebody asks for it.
#[derive(Clone)]
pub(super) struct Visit(Arc<Inner>);

struct Inner {
    sessions: Arc<Sessions>,
    session: OnceCell<Session>,
}

impl Visit {
    /// That of a request: the one that is there, or a new one.
    pub(super) fn of(sessions: &Arc<Sessions>, extensions: &mut Extensions) -> Self {
        extensions
            .get_or_insert_with(|| {
                Self(Arc::new(Inner {
                    sessions: Arc::clone(sessions),
                    session: OnceCell::new(),
                }))
            })
            .clone()
    }

    /// The session that the headers name, or a new one.
    pub(super) async fn session(&self, headers: &HeaderMap) -> Result<Session, Error> {
        let load = || self.0.sessions.load(headers);
        self.0.session.get_or_try_init(load).await.cloned()
    }
}
