use std::collections::BTreeSet;

use super::{Edge, Graph, Subject};
use crate::seen::{self, Given, Seen};

/// Something that the crate declares and the application does not list gives what is asked for.
pub(crate) struct Hint {
    pub(crate) edge: usize,
    /// What it is, and where.
    pub(crate) near: String,
    /// What makes it part of the application.
    pub(crate) help: String,
}

/// What modules of Purlin provide that people ask for, and the module.
const BUNDLED: [(&str, &str); 7] = [
    ("dyn AnswerStore", "purlin::api::IdempotencyModule"),
    ("Cache", "purlin::cache::CacheModule"),
    ("Contract", "purlin::api::ApiModule"),
    ("Database", "purlin::database::DatabaseModule"),
    ("Outbox", "purlin::database::OutboxModule"),
    ("Schemas", "purlin::json_schema::JsonSchemaModule"),
    ("Sessions", "purlin::http_server::SessionModule"),
];

/// For what is asked for under a name that nothing of the application has.
pub(crate) fn hints(graph: &Graph) -> Vec<Hint> {
    let wanting: Vec<usize> = (0..graph.edges.len())
        .filter(|&edge| is_wanting(graph, &graph.edges[edge]))
        .collect();
    if wanting.is_empty() {
        return Vec::new();
    }
    let declared = seen::declarations();
    let listed: BTreeSet<u64> = graph.modules.iter().map(|module| module.id).collect();
    let is_listed = |seen: &Seen, given: &Given| {
        let known = |node: &super::Node| node.place == given.place;
        listed.contains(&seen.id) || graph.nodes.iter().any(known)
    };
    let mut hints = Vec::new();
    for edge in wanting {
        let asked = &graph.edges[edge].asked;
        for seen in &declared {
            let given = seen.gives.iter().find(|given| {
                Some(&given.ident) == asked.ident.as_ref()
                    && given.ty.starts_with("dyn ") == asked.ty.starts_with("dyn ")
            });
            if let Some(given) = given.filter(|given| !is_listed(seen, given)) {
                hints.push(hint(graph, edge, seen, given, &declared));
            }
        }
        if hints.last().is_none_or(|hint: &Hint| hint.edge != edge) {
            hints.extend(bundled(graph, edge));
        }
    }
    hints
}

/// Whether nothing of the application has the name of what is asked for.
fn is_wanting(graph: &Graph, edge: &Edge) -> bool {
    let named = |offer: &super::Offer| offer.kind.gives() && offer.ident == edge.asked.ident;
    matches!(edge.subject, Subject::Dependency(_))
        && edge.asked.kind.is_required()
        && edge.asked.ident.is_some()
        && !graph.offers.iter().any(named)
}

/// What a module of Purlin provides that nobody lists. Another crate may have a type of that name.
fn bundled(graph: &Graph, edge: usize) -> Option<Hint> {
    let asked = &graph.edges[edge].asked;
    let (app, ident) = (&graph.app, asked.ident.as_deref()?);
    let is_dyn = asked.ty.starts_with("dyn ");
    let (ty, module) = BUNDLED
        .iter()
        .find(|(ty, _)| match ty.strip_prefix("dyn ") {
            Some(interface) => is_dyn && interface == ident,
            None => !is_dyn && *ty == ident,
        })?;
    Some(Hint {
        edge,
        near: format!("`{module}` provides a `{ty}`, but `{app}` does not list it"),
        help: format!(
            "add it to `#[app(modules = […])]` of `{app}`, or provide the `{ty}` that you mean"
        ),
    })
}

fn hint(graph: &Graph, edge: usize, seen: &Seen, given: &Given, declared: &[Seen]) -> Hint {
    let (app, name, place) = (&graph.app, &seen.name, &given.place);
    let at = format!("{}:{}", place.file, place.line);
    let list = |module: &str| format!("add `{module}` to `#[app(modules = […])]` of `{app}`");
    if seen.components.is_some() {
        return Hint {
            edge,
            near: format!(
                "`{name}::{}` provides it, but `{app}` does not list `{name}` ({at})",
                given.by
            ),
            help: list(name),
        };
    }
    let mut modules = declared.iter().filter(|module| {
        let mut components = module.components.iter().flatten();
        components.any(|component| component == name)
    });
    match modules.next() {
        Some(module) => Hint {
            edge,
            near: format!(
                "`{name}` of `{}` provides it, but `{app}` does not list that module ({at})",
                module.name
            ),
            help: list(&module.name),
        },
        None => Hint {
            edge,
            near: format!("`{name}` provides it, but no module lists `{name}` ({at})"),
            help: format!("add `{name}` to the `components = […]` of a module of `{app}`"),
        },
    }
}
