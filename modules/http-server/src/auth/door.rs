use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::Method,
    middleware::{Next, from_fn},
};

use super::AuthRequirement;
use crate::{RouteInfo, Routes};

/// Refuses those who may not ask for a route before any other middleware sees the request. Routes
/// look for themselves again, for they may also be served without it.
#[derive(Debug)]
pub(crate) struct Door(HashMap<&'static str, Vec<(&'static str, AuthRequirement)>>);

impl Door {
    /// With what the routes of these ask for.
    pub(crate) fn of(contributors: &[Arc<dyn Routes>]) -> Self {
        let mut doors: HashMap<_, Vec<_>> = HashMap::new();
        for info in contributors.iter().flat_map(|routes| routes.table()) {
            if let Some(requirement) = info.policy.auth {
                let methods = doors.entry(info.path).or_default();
                methods.push((info.method, requirement));
            }
        }
        Self(doors)
    }

    /// A route that asks who sends a request.
    pub(crate) fn first(contributors: &[Arc<dyn Routes>]) -> Option<&'static RouteInfo> {
        let mut all = contributors.iter().flat_map(|routes| routes.table());
        all.find(|info| info.policy.auth.is_some())
    }

    /// Puts it around `router`, if there is anything to refuse.
    pub(crate) fn around(self, router: Router) -> Router {
        if self.0.is_empty() {
            return router;
        }
        let this = Arc::new(self);
        router.layer(from_fn(move |request: Request, next: Next| {
            let refusal = this.requirement(&request);
            let refusal = refusal.and_then(|requirement| requirement.refusal(&request));
            async move {
                match refusal {
                    Some(refusal) => refusal,
                    None => next.run(request).await,
                }
            }
        }))
    }

    fn requirement(&self, request: &Request) -> Option<AuthRequirement> {
        let path = request.extensions().get::<MatchedPath>()?;
        let methods = self.0.get(path.as_str())?;
        let of = |method: &Method| {
            let mut methods = methods.iter();
            methods.find(|(known, _)| *known == method.as_str())
        };
        // A HEAD is answered by the handler of GET if it has none of its own.
        let found = of(request.method()).or_else(|| {
            let head = request.method() == Method::HEAD;
            head.then(|| of(&Method::GET)).flatten()
        });
        found.map(|(_, requirement)| *requirement)
    }
}
