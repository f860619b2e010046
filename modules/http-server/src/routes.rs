use std::{any::type_name, sync::Arc};

use axum::Router;

use crate::{NamedMiddleware, RouteInfo};

/// Something that serves HTTP routes: contribute it as `dyn Routes` and the server serves it.
///
/// [`routes`](crate::routes) implements it for an `impl` block with `#[get]`, `#[post]`, …
/// methods. An [`axum::Router`] is one as well, and so can be contributed as it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no routes",
    label = "`{Self}` does not implement this",
    note = "put `#[routes]` on the `impl` block with the `#[get(\"/…\")]` methods, or contribute an `axum::Router`"
)]
pub trait Routes: Send + Sync + 'static {
    /// The routes. Called once per start of the server.
    fn router(self: Arc<Self>) -> Router;

    /// The routes, with the middleware around those that ask for it by name. Called once per
    /// start of the server, and by nobody else; the routes as they are unless it is overridden.
    fn router_with(self: Arc<Self>, middleware: &NamedMiddleware) -> Router {
        let _ = middleware;
        self.router()
    }

    /// What [`Routes::router`] serves, as far as it is known beforehand; conflicts between
    /// contributors are found here, before anything is merged. May be empty.
    fn table(&self) -> &'static [RouteInfo] {
        &[]
    }

    /// Who contributes, for messages: the type, unless it is overridden.
    fn contributor(&self) -> &'static str {
        type_name::<Self>()
    }
}

impl Routes for Router {
    fn router(self: Arc<Self>) -> Router {
        Self::clone(&self)
    }
}
