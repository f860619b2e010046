use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::ext::IdentExt;

use crate::{codes, model::Route, path};

/// Checks the routes of one block against each other.
pub(crate) fn routes(routes: &[Route], diagnostics: &mut Diagnostics) {
    let mut tree = matchit::Router::new();
    let mut seen: Vec<&Route> = Vec::new();
    for route in routes {
        // A prefix can bring in a parameter that the path has as well.
        if let Some((code, headline, help)) = path::twice(&route.path) {
            diagnostics.push(Diagnostic::new(code, route.span(), headline).help(help));
            continue;
        }
        // Under a condition, it is the compiler of the user who knows which of two routes is there.
        if !route.handler.conditions.is_empty() {
            continue;
        }
        let on_path = || seen.iter().filter(|first| first.path == route.path);
        if let Some(first) = on_path().find(|first| first.verb == route.verb) {
            diagnostics.push(repeated(route, first));
            continue;
        }
        if on_path().next().is_some() {
            seen.push(route);
            continue;
        }
        if let Err(matchit::InsertError::Conflict { with }) = tree.insert(route.path.clone(), ()) {
            diagnostics.push(excluded(route, &seen, &with));
            continue;
        }
        seen.push(route);
    }
}

fn repeated(route: &Route, first: &Route) -> Diagnostic {
    Diagnostic::new(
        codes::ROUTE_TWICE,
        route.span(),
        format!(
            "`{} {}` is already served by `{}`",
            route.verb.method(),
            route.path,
            first.handler.name.unraw()
        ),
    )
    .help("give one of the two another path or another method")
}

fn excluded(route: &Route, seen: &[&Route], with: &str) -> Diagnostic {
    let first = seen.iter().find(|first| first.path == with);
    let by = first.map_or_else(String::new, |first| {
        format!(" of `{}`", first.handler.name.unraw())
    });
    Diagnostic::new(
        codes::ROUTE_TWICE,
        route.span(),
        format!(
            "path `{}` and path `{with}`{by} cannot be told apart",
            route.path
        ),
    )
    .help("give the parameter the same name in both, or change one of the paths")
}
