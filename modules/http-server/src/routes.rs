use std::{any::type_name, fmt, sync::Arc};

use axum::Router;

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

/// One route of a [`Routes::table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method in capitals, `GET`.
    pub method: &'static str,
    /// The path as axum writes it, `/orders/{id}`.
    pub path: &'static str,
    /// The handler, `OrdersApi::read`.
    pub handler: &'static str,
    /// The source file of the path.
    pub file: &'static str,
    /// The line in that file; 0 if it is not known.
    pub line: u32,
}

impl fmt::Display for RouteInfo {
    /// `OrdersApi::read` (src/orders.rs:12).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` ({}", self.handler, self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        formatter.write_str(")")
    }
}
