use std::{any::type_name, collections::HashMap, fmt, sync::Arc};

use async_trait::async_trait;
use axum::{
    Router,
    extract::Request,
    http::request::Parts,
    middleware::{Next, from_fn},
    response::Response,
};

/// Something around every request, or around those of the routes that name it: contribute it as
/// `dyn Middleware`, with a priority that says where it stands.
///
/// The contribution with the highest priority is the outermost. Implement the hooks; a tower
/// layer is put in with [`Middleware::around`].
///
/// ```
/// use purlin_http_server::{Middleware, axum::{Router, response::Response}};
/// use async_trait::async_trait;
///
/// struct Version;
///
/// #[async_trait]
/// impl Middleware for Version {
///     async fn after(&self, response: &mut Response) {
///         response.headers_mut().insert("x-version", 7.into());
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no middleware",
    label = "`{Self}` does not implement this",
    note = "implement `Middleware`: its hooks, or `around` for a tower layer"
)]
#[async_trait]
pub trait Middleware: Send + Sync + 'static {
    /// The name by which a route asks for it, `#[get("/…", middleware = ["name"])]`. With `None`
    /// it stands around everything that is contributed; not around the health endpoints.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Called with the head of a request. An `Err` is the answer: nothing further inside runs.
    async fn before(&self, head: &mut Parts) -> Result<(), Response> {
        let _ = head;
        Ok(())
    }

    /// Called with the answer, unless it is of a server error.
    async fn after(&self, response: &mut Response) {
        let _ = response;
    }

    /// Called instead of [`Middleware::after`] with an answer of a server error (5xx).
    async fn error(&self, response: &mut Response) {
        let _ = response;
    }

    /// Puts it around `router`. Unless it is overridden, the hooks are called; a tower layer is
    /// put in with `router.layer(…)`. The router has no routes where it is one route's middleware,
    /// only a fallback that is the handler: `route_layer` does not fit.
    fn around(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let this = Arc::clone(&self);
            async move { hooks(&*this, request, next).await }
        }))
    }

    /// Who it is, for messages: the type, unless it is overridden.
    fn contributor(&self) -> &'static str {
        type_name::<Self>()
    }
}

async fn hooks(this: &(impl Middleware + ?Sized), request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    if let Err(answer) = this.before(&mut head).await {
        return answer;
    }
    let mut response = next.run(Request::from_parts(head, body)).await;
    if response.status().is_server_error() {
        this.error(&mut response).await;
    } else {
        this.after(&mut response).await;
    }
    response
}

/// The middleware that routes can ask for by name.
#[derive(Clone, Default)]
pub struct NamedMiddleware(HashMap<String, Arc<dyn Middleware>>);

impl NamedMiddleware {
    /// Of all contributions, those with a name; a name that is taken is given back.
    pub(crate) fn of(all: &[Arc<dyn Middleware>]) -> Result<Self, [Arc<dyn Middleware>; 2]> {
        let mut named = Self::default();
        for middleware in all {
            let Some(name) = middleware.name() else {
                continue;
            };
            if let Some(other) = named.0.insert(name.to_owned(), Arc::clone(middleware)) {
                return Err([other, Arc::clone(middleware)]);
            }
        }
        Ok(named)
    }

    /// Whether there is one of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// All names, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Puts those of these names around `router`, the first as the outermost.
    pub fn around(&self, names: &[&str], router: Router) -> Router {
        let wanted = names.iter().rev().filter_map(|name| self.0.get(*name));
        wanted.fold(router, |router, middleware| {
            Arc::clone(middleware).around(router)
        })
    }
}

impl fmt::Debug for NamedMiddleware {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.names()).finish()
    }
}
