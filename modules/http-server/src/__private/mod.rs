//! What the expansion of `#[routes]` calls. Not for people; may change at any time.

use std::{convert::Infallible, future::Future, pin::Pin, sync::Arc};

pub use axum::{Router, extract::Request};
use axum::{
    extract::{FromRequest, FromRequestParts},
    handler::Handler,
    http::request::Parts,
    response::{IntoResponse, Response},
    routing::{MethodFilter, on, on_service},
};

pub use crate::{NamedMiddleware, RateScope, RouteInfo, RoutePolicy, RouteTable, Routes, TypeInfo};
use crate::{expected, policy::Keeper, problem::refused};
pub use purlin::registry::Facts;

mod types;

pub use types::{NoSchema, Typed, type_info};

/// The methods that have an attribute.
pub mod method {
    pub use axum::routing::MethodFilter as Filter;

    macro_rules! methods {
        ($($name:ident)*) => {$(
            #[expect(missing_docs, reason = "the name says it")]
            pub const $name: Filter = Filter::$name;
        )*};
    }
    methods!(GET POST PUT PATCH DELETE HEAD OPTIONS);
}

/// A handler that is running.
pub type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Adds one route. Every handler of every application has the type `Endpoint` for axum, so that
/// axum's generic machinery is compiled once and not per handler.
pub fn route<T: Send + Sync + 'static>(
    router: Router,
    method: MethodFilter,
    info: &'static RouteInfo,
    middleware: &NamedMiddleware,
    this: &Arc<T>,
    call: fn(Arc<T>, Request) -> Answering,
) -> Router {
    let this = Arc::clone(this);
    let handler = move |request| call(Arc::clone(&this), request);
    add(router, method, info, middleware, Arc::new(handler))
}

type Handling = Arc<dyn Fn(Request) -> Answering + Send + Sync>;

/// The part of [`route`] that is the same for all types.
fn add(
    router: Router,
    method: MethodFilter,
    info: &'static RouteInfo,
    middleware: &NamedMiddleware,
    handler: Handling,
) -> Router {
    let endpoint = match Keeper::of(info) {
        None => Endpoint(handler),
        Some(keeper) => {
            let keeper = Arc::new(keeper);
            Endpoint(Arc::new(move |request| {
                let (keeper, handler) = (Arc::clone(&keeper), Arc::clone(&handler));
                Box::pin(async move { keeper.answer(request, &*handler).await })
            }))
        }
    };
    let names = info.policy.middleware;
    if names.is_empty() {
        return router.route(info.path, on(method, endpoint));
    }
    // As a fallback, for the way has been found: nothing matches the path a second time.
    let around = middleware.around(names, Router::new().fallback(endpoint));
    router.route(info.path, on_service(method, around))
}

#[derive(Clone)]
struct Endpoint(Handling);

impl Handler<Infallible, ()> for Endpoint {
    type Future = Answering;

    fn call(self, request: Request, (): ()) -> Answering {
        (self.0)(request)
    }
}

/// Boxes a handler; its bound is where a handler that is not `Send` is reported.
pub fn answering(handler: impl Future<Output = Response> + Send + 'static) -> Answering {
    Box::pin(handler)
}

/// A parameter that is not the last: it reads the head of the request.
#[diagnostic::on_unimplemented(
    message = "[PL0308] `{Self}` cannot be a parameter of a handler here",
    label = "is no axum extractor that reads only the head of the request",
    note = "only the last parameter may read the body (`Json`, `Form`, `String`, `Bytes`, `Request`)",
    note = "services and state are no parameters: make them fields of the type and use `self`",
    note = "docs: https://purlin.rs/errors/PL0308.html"
)]
pub trait HeadParameter: Sized + 'static {
    /// Reads it; a refusal is the answer.
    fn read(parts: &mut Parts) -> Reading<'_, Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromRequestParts<()> + 'static> HeadParameter for T {
    fn read(parts: &mut Parts) -> Reading<'_, Self> {
        Box::pin(async {
            let refusal = match Self::from_request_parts(parts, &()).await {
                Ok(read) => return Ok(read),
                Err(refusal) => refusal.into_response(),
            };
            Err(refused(refusal).await)
        })
    }
}

/// The last parameter: it may read the body.
#[diagnostic::on_unimplemented(
    message = "[PL0308] `{Self}` cannot be a parameter of a handler",
    label = "is no axum extractor",
    note = "`Json<T>`, `Form<T>`, `Query<T>` and `Path<T>` are extractors if `T` is `serde::Deserialize`",
    note = "services and state are no parameters: make them fields of the type and use `self`",
    note = "docs: https://purlin.rs/errors/PL0308.html"
)]
pub trait Parameter<Via>: Sized + 'static {
    /// Reads it; a refusal is the answer.
    fn read(request: Request) -> Reading<'static, Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromRequest<(), Via> + 'static, Via: 'static> Parameter<Via> for T {
    fn read(request: Request) -> Reading<'static, Self> {
        Box::pin(async {
            if let Some(refusal) = expected::refusal::<Self>(&request) {
                return Err(refusal);
            }
            let refusal = match Self::from_request(request, &()).await {
                Ok(read) => return Ok(read),
                Err(refusal) => refusal.into_response(),
            };
            Err(refused(refusal).await)
        })
    }
}

/// What a handler returns.
#[diagnostic::on_unimplemented(
    message = "[PL0309] `{Self}` cannot be the answer of a handler",
    label = "is no axum response",
    note = "`Json<T>` is a response if `T` is `serde::Serialize`, and `Result<T, E>` if `T` and `E` are",
    note = "docs: https://purlin.rs/errors/PL0309.html"
)]
pub trait Answer {
    /// The response.
    fn into_answer(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse> Answer for T {
    fn into_answer(self) -> Response {
        self.into_response()
    }
}

/// A parameter that is being read.
pub type Reading<'a, T> = Pin<Box<dyn Future<Output = Result<T, Response>> + Send + 'a>>;

/// How a parameter of type `T` that is not the last is read. The result names no trait: a wrong
/// type is reported once, where it is written, and nothing that uses it fails as well.
#[must_use]
pub fn head<T: HeadParameter>() -> for<'a> fn(&'a mut Parts) -> Reading<'a, T> {
    T::read
}

/// How the last parameter, of type `T`, is read; like [`head`].
#[must_use]
pub fn whole<T: Parameter<Via>, Via>() -> fn(Request) -> Reading<'static, T> {
    T::read
}

/// How an answer of type `T` becomes a response. Apart from the value, so that a wrong type is
/// reported once, where it is written.
#[must_use]
pub fn answer<T: Answer>() -> fn(T) -> Response {
    T::into_answer
}
