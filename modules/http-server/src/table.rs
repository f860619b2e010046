use std::{
    any::Any,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use axum::Router;

use crate::{
    HttpServerError, Middleware, NamedMiddleware, RouteConflict, RouteInfo, Routes, auth::Door,
};

/// One route and who wants it.
pub(crate) struct Claim {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) owner: String,
}

/// Merges all contributors into one router, after their tables have been checked against each
/// other and against `claims`, the routes that the server itself adds with `own`. Middleware
/// stands around what is contributed, not around the server's own. Also gives the tree of all paths
/// that are known.
pub(crate) fn assemble(
    claims: Vec<Claim>,
    own: impl FnOnce() -> Router,
    contributors: &[Arc<dyn Routes>],
    middleware: &[Arc<dyn Middleware>],
) -> Result<(Router, matchit::Router<()>), HttpServerError> {
    let named = NamedMiddleware::of(middleware).map_err(|[first, second]| {
        HttpServerError::MiddlewareTwice {
            name: second.name().unwrap_or_default().to_owned(),
            contributors: [first.contributor(), second.contributor()],
        }
    })?;
    let mut table = Table::default();
    for claim in claims {
        table.claim(claim);
    }
    for contributor in contributors {
        for info in contributor.table() {
            known(info, &named)?;
            table.claim(Claim {
                method: info.method,
                path: info.path.to_owned(),
                owner: info.to_string(),
            });
        }
    }
    let mut router = Router::new();
    if table.conflicts.is_empty() {
        for contributor in contributors {
            match merge(&router, contributor, &named) {
                Ok(merged) => router = merged,
                Err(said) => table.conflicts.push(RouteConflict {
                    route: None,
                    contributor: format!("`{}`", contributor.contributor()),
                    reason: said,
                }),
            }
        }
    }
    if !table.conflicts.is_empty() {
        return Err(HttpServerError::RouteConflict(table.conflicts));
    }
    let everywhere = || middleware.iter().rev().filter(|one| one.name().is_none());
    let finish = || {
        let router = everywhere().fold(router, |router, middleware| {
            Arc::clone(middleware).around(router)
        });
        own().merge(Door::of(contributors).around(router))
    };
    let finished = catch_unwind(AssertUnwindSafe(finish)).map_err(|panic| {
        HttpServerError::RouteConflict(vec![RouteConflict {
            route: None,
            contributor: "the server itself".to_owned(),
            reason: panic_text(&*panic),
        }])
    })?;
    Ok((finished, table.tree))
}

/// Checks that every middleware that a route asks for is there: a route without its guard is
/// worse than no route.
fn known(info: &RouteInfo, named: &NamedMiddleware) -> Result<(), HttpServerError> {
    let mut wanted = info.policy.middleware.iter();
    let Some(name) = wanted.find(|name| !named.contains(name)) else {
        return Ok(());
    };
    Err(HttpServerError::MiddlewareMissing {
        name: (*name).to_owned(),
        route: format!("{} {}", info.method, info.path),
        handler: info.to_string(),
        known: named.names().into_iter().map(str::to_owned).collect(),
    })
}

/// axum only knows to panic on a conflict; a contributor without a table can still cause one.
fn merge(
    router: &Router,
    contributor: &Arc<dyn Routes>,
    named: &NamedMiddleware,
) -> Result<Router, String> {
    let (router, contributor) = (router.clone(), Arc::clone(contributor));
    catch_unwind(AssertUnwindSafe(|| {
        router.merge(contributor.router_with(named))
    }))
    .map_err(|panic| panic_text(&*panic))
}

pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&'static str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".to_owned())
}

/// Every path that is claimed, in the tree that axum uses too, so that the same paths conflict.
#[derive(Default)]
struct Table {
    tree: matchit::Router<()>,
    paths: HashMap<String, Vec<Claim>>,
    conflicts: Vec<RouteConflict>,
}

impl Table {
    fn claim(&mut self, claim: Claim) {
        if !claim.path.starts_with('/') {
            return self.refuse(&claim, "a path starts with `/`".to_owned());
        }
        if let Some(others) = self.paths.get(&claim.path) {
            if let Some(other) = others.iter().find(|other| other.method == claim.method) {
                let reason = describe(other);
                return self.refuse(&claim, reason);
            }
        } else if let Err(error) = self.tree.insert(claim.path.clone(), ()) {
            let reason = match error {
                matchit::InsertError::Conflict { with } => {
                    let other = self.paths.get(&with).and_then(|others| others.first());
                    other.map_or_else(|| format!("it excludes `{with}`"), describe)
                }
                error => error.to_string(),
            };
            return self.refuse(&claim, reason);
        }
        let claims = self.paths.entry(claim.path.clone()).or_default();
        claims.push(claim);
    }

    fn refuse(&mut self, claim: &Claim, reason: String) {
        self.conflicts.push(RouteConflict {
            route: Some(format!("{} {}", claim.method, claim.path)),
            contributor: claim.owner.clone(),
            reason,
        });
    }
}

fn describe(claim: &Claim) -> String {
    format!(
        "{} already serves `{} {}`",
        claim.owner, claim.method, claim.path
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflicts(claims: &[(&'static str, &str)]) -> Vec<String> {
        let mut table = Table::default();
        for (index, (method, path)) in claims.iter().enumerate() {
            table.claim(Claim {
                method,
                path: (*path).to_owned(),
                owner: format!("`C{index}`"),
            });
        }
        table.conflicts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_method_and_path_twice_is_a_conflict_and_another_method_is_not() {
        assert!(conflicts(&[("GET", "/a"), ("POST", "/a"), ("GET", "/a/{id}")]).is_empty());
        assert_eq!(
            conflicts(&[("GET", "/a"), ("POST", "/a"), ("GET", "/a")]),
            ["`C2` cannot serve `GET /a`: `C0` already serves `GET /a`"]
        );
    }

    #[test]
    fn two_names_for_one_parameter_are_a_conflict_even_with_other_methods() {
        assert_eq!(
            conflicts(&[("GET", "/a/{id}"), ("PUT", "/a/{order}")]),
            ["`C1` cannot serve `PUT /a/{order}`: `C0` already serves `GET /a/{id}`"]
        );
    }

    #[test]
    fn a_path_that_no_router_takes_is_reported_with_its_contributor() {
        let found = conflicts(&[("GET", "/a/{id")]);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("`C0` cannot serve `GET /a/{id`: "),
            "{found:?}"
        );
    }
}
