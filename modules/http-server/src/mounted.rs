use std::{convert::Infallible, fmt, sync::Arc};

use axum::{Router, extract::Request, response::IntoResponse};
use tower::Service;

use crate::Routes;

/// A tower service under a path, as something that can be contributed as `dyn Routes`.
///
/// The service gets every request whose path begins with that of its place, without it; an
/// [`axum::Router`] can be mounted so, too.
///
/// ```
/// use std::convert::Infallible;
/// use purlin_http_server::{Mounted, axum::{body::Body, extract::Request, response::Response}};
/// use tower::service_fn;
///
/// let echo = service_fn(async |request: Request| {
///     Ok::<_, Infallible>(Response::new(Body::from(request.uri().path().to_owned())))
/// });
/// let mounted = Mounted::at("/echo", echo);
/// ```
#[derive(Clone)]
pub struct Mounted {
    path: String,
    service: Router,
}

impl Mounted {
    /// Puts `service` at `path`; `/` is everything that no other route takes.
    #[must_use]
    pub fn at<S>(path: &str, service: S) -> Self
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        Self {
            path: path.to_owned(),
            service: Router::new().fallback_service(service),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Routes for Mounted {
    fn router(self: Arc<Self>) -> Router {
        let service = self.service.clone();
        if self.path == "/" {
            return service;
        }
        // A path that is none is found here, where the server can tell who has it.
        Router::new().nest_service(&self.path, service)
    }
}

impl fmt::Debug for Mounted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mounted")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
