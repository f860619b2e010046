//! One request from its head to its answer.
//!
//! What can be done at once is done before there is a future: it holds neither the request nor anything
//! twice, for it is moved by hyper with every request. What only some servers have is boxed.

use std::{
    any::Any,
    convert::Infallible,
    future::{Future, poll_fn, ready},
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::{Arc, OnceLock},
    task::Poll,
};

use axum::{
    body::Body,
    extract::DefaultBodyLimit,
    http::{Method, Request, Response, StatusCode, header},
};
use futures_util::{FutureExt as _, future::Either};
use purlin::context::ExecutionContext;
use tokio::time::{Instant, sleep_until};
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};

use crate::{
    activity::{Activity, AnswerBody, Entered},
    connection::{Client, Serving},
    context::Entrance,
    front::Arrival,
    problem::{explain, problem, problem_with},
    table::panic_text,
    version::Versions,
};

/// What axum's extractors read unless something says otherwise.
const AXUMS_LIMIT: usize = 2_097_152;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
/// What became of a request, and what ends it when its answer has been read.
type Answered = (Result<Response<Body>, Fault>, Option<Entered>);

/// Why a request has no answer of a handler.
enum Fault {
    Panicked(Box<dyn Any + Send>),
    TooSlow,
}

/// One request on its way.
struct Visit {
    request: Request<Body>,
    /// Its context, if there are contexts.
    context: Option<ExecutionContext>,
    /// When it must be over.
    end: Option<Instant>,
    /// The connection that it came on.
    activity: Arc<Activity>,
}

impl Serving {
    /// Answers a request that came on no connection.
    pub(crate) async fn call(self: Arc<Self>, request: Request<Body>) -> Response<Body> {
        let total = Arc::clone(&self.in_flight);
        let activity = Activity::new(total, self.stopping.clone());
        match self.answer(request, Client::nobody(), &activity).await {
            Ok(answer) => answer.map(Body::new),
            Err(never) => match never {},
        }
    }

    pub(crate) fn answer(
        self: Arc<Self>,
        mut request: Request<Body>,
        client: Client,
        activity: &Arc<Activity>,
    ) -> impl Future<Output = Result<Response<AnswerBody>, Infallible>> + Send + use<> {
        let (in_flight, started) = activity.request();
        let limit = self.front.request_timeout;
        // What is too far away is never.
        let end = limit.and_then(|limit| started.checked_add(limit));
        let entrance = self.entrance.as_ref();
        let context = entrance.map(|entrance| entrance.begin(request.headers(), end));
        let id = self.front.identify(&mut request, context.as_ref());
        // For what is said of it.
        let (method, uri, peer) = (request.method().clone(), request.uri().clone(), client.peer);
        client.introduce(&mut request);
        request.extensions_mut().insert(Arrival {
            id: id.clone(),
            activity: Arc::clone(activity),
        });
        let visit = Visit {
            request,
            context,
            end,
            activity: Arc::clone(activity),
        };
        let responding = match &self.cors {
            None => Either::Left(self.respond(visit)),
            Some(_) => Either::Right(Box::pin(Arc::clone(&self).with_cors(visit)) as Boxed<_>),
        };
        async move {
            let (answered, entered) = responding.await;
            let mut response = self.told(answered, &method, uri.path());
            if self.front.access_log {
                tracing::info!(
                    target: "http_access",
                    %method,
                    path = uri.path(),
                    status = response.status().as_u16(),
                    took = ?started.elapsed(),
                    ?peer,
                    request_id = id.as_str(),
                    "answered"
                );
            }
            self.front.finish(response.headers_mut(), id);
            Ok(response.map(|body| AnswerBody {
                body,
                entered,
                _in_flight: in_flight,
            }))
        }
    }

    /// The answer as the client gets it: what went wrong, too.
    fn told(
        &self,
        answered: Result<Response<Body>, Fault>,
        method: &Method,
        path: &str,
    ) -> Response<Body> {
        match answered {
            Ok(mut response) => {
                if let Some(known) = &self.known {
                    known.challenge(response.status(), response.headers_mut());
                }
                explain(response)
            }
            Err(Fault::Panicked(panic)) => {
                let panic = panic_text(&*panic);
                tracing::error!(%method, path, panic, "a handler panicked");
                problem(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(Fault::TooSlow) => {
                let limit = self.front.request_timeout;
                tracing::warn!(%method, path, ?limit, "a request took too long");
                problem_with(
                    StatusCode::GATEWAY_TIMEOUT,
                    "the request took longer than it may",
                )
            }
        }
    }

    async fn with_cors(self: Arc<Self>, visit: Visit) -> Answered {
        let Some(cors) = &self.cors else {
            return self.respond(visit).await;
        };
        let Visit {
            request,
            context,
            end,
            activity,
        } = visit;
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let mut context = context;
        let ended = OnceLock::new();
        let respond = service_fn(|request| {
            let responding = self.respond(Visit {
                request,
                context: context.take(),
                end,
                activity: Arc::clone(&activity),
            });
            let (this, ended, method, path) = (&self, &ended, &method, uri.path());
            async move {
                let (answered, entered) = responding.await;
                if let Some(entered) = entered {
                    ended.get_or_init(|| entered);
                }
                // With the headers that let a script read what went wrong.
                Ok::<_, Infallible>(this.told(answered, method, path))
            }
        });
        let response = match cors.layer(respond).oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        (Ok(response), ended.into_inner())
    }

    /// What a request reaches.
    fn respond(
        self: &Arc<Self>,
        mut visit: Visit,
    ) -> impl Future<Output = Answered> + Send + use<> {
        let path = visit.request.uri().path();
        if let Some(shed) = self.front.shed(visit.activity.total(), path) {
            return Either::Right(Box::pin(ready((Ok(shed), None))) as Boxed<_>);
        }
        let asked = self.known.is_some() || self.entrance.as_ref().is_some_and(Entrance::asks);
        let asked = asked && !self.front.is_health(path);
        if self.body_limit != AXUMS_LIMIT {
            DefaultBodyLimit::max(self.body_limit).apply(&mut visit.request);
        }
        if asked {
            return Either::Right(Box::pin(Arc::clone(self).admitted(visit)) as Boxed<_>);
        }
        let entered = visit.entered();
        let routed = self.routed(visit);
        Either::Left(routed.map(|answered| (answered, entered)))
    }

    /// What a request reaches of which it is asked who sends it, and for which tenant.
    async fn admitted(self: Arc<Self>, mut visit: Visit) -> Answered {
        let mut entered = None;
        if let Some(known) = &self.known {
            let identify = known.identify(visit.context.take(), &mut visit.request);
            let guarded = AssertUnwindSafe(identify).catch_unwind();
            let identified = match visit.end {
                None => Some(guarded.await),
                Some(end) => until(end, guarded).await,
            };
            match identified {
                Some(Ok(context)) => visit.context = Some(context),
                Some(Err(panic)) => return (Err(Fault::Panicked(panic)), None),
                None => return (Err(Fault::TooSlow), None),
            }
            // Whatever becomes of it: those who were asked may have made something for it.
            entered = visit.entered();
        }
        if let Some(entrance) = &self.entrance
            && let Some(context) = visit.context.take()
        {
            match entrance.admit(context, visit.request.headers()) {
                Ok(context) => visit.context = Some(context),
                Err(refused) => return (Ok(*refused), entered),
            }
        }
        // It is the same request: what was made for it is ended once.
        if let (Some(entered), Some(context)) = (&mut entered, &visit.context) {
            entered.go_on(context.clone());
        }
        let entered = entered.or_else(|| visit.entered());
        (self.routed(visit).await, entered)
    }

    /// What the router says to a request.
    fn routed(
        &self,
        visit: Visit,
    ) -> impl Future<Output = Result<Response<Body>, Fault>> + Send + use<> {
        let Visit {
            mut request,
            context,
            end,
            ..
        } = visit;
        let versions = self.versions.as_ref();
        let named = versions.filter(|versions| versions.apply(&mut request));
        let vary = named.and_then(Versions::vary);
        let mut router = self.router.clone();
        // Layers may run user code in the call itself.
        let call = || router.call(request);
        let called = catch_unwind(AssertUnwindSafe(|| match &context {
            Some(context) => context.enter(call),
            None => call(),
        }));
        let guarded = called.map(|answer| {
            let guarded = AssertUnwindSafe(answer).catch_unwind();
            let scoped = match context {
                Some(context) => Either::Left(context.scope(guarded)),
                None => Either::Right(guarded),
            };
            match end {
                Some(end) => Either::Left(until(end, scoped)),
                None => Either::Right(scoped.map(Some)),
            }
        });
        async move {
            let answered = match guarded {
                Ok(guarded) => guarded.await,
                Err(panic) => return Err(Fault::Panicked(panic)),
            };
            match answered {
                Some(Ok(Ok(mut response))) => {
                    if let Some(name) = vary {
                        response.headers_mut().append(header::VARY, name);
                    }
                    Ok(response)
                }
                Some(Ok(Err(never))) => match never {},
                Some(Err(panic)) => Err(Fault::Panicked(panic)),
                None => Err(Fault::TooSlow),
            }
        }
    }
}

/// What `future` gives, or `None` if it is not there in time. Most answers are there at once: for those no
/// timer is made.
async fn until<F: Future>(end: Instant, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let first = poll_fn(|context| Poll::Ready(future.as_mut().poll(context)));
    if let Poll::Ready(output) = first.await {
        return Some(output);
    }
    let mut over = pin!(sleep_until(end));
    // It has just been asked.
    let mut asked = true;
    poll_fn(|context| {
        if !mem::take(&mut asked)
            && let Poll::Ready(output) = future.as_mut().poll(context)
        {
            return Poll::Ready(Some(output));
        }
        over.as_mut().poll(context).map(|()| None)
    })
    .await
}

impl Visit {
    /// What ends what is made for the request from now on.
    fn entered(&self) -> Option<Entered> {
        let context = self.context.clone()?;
        Some(Entered::new(context, &self.activity))
    }
}
