use super::Graph;
use crate::model::{OfferKind, Role};

/// What no root reaches, by tokens: hooks, checks, tasks and contributions are roots, and what the
/// application exposes. Only what the application's own crate declares counts; a library may offer
/// more than one application uses.
///
/// Tokens see more candidates than types do, so nothing that is used is ever found here.
pub(crate) fn unused(graph: &Graph) -> Vec<usize> {
    let mut reached = vec![false; graph.nodes.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let contributes = graph.offers[node.offers.clone()]
            .iter()
            .any(|offer| offer.kind == OfferKind::Contribution);
        let decides = node.role == Role::Config && graph.decides(node.module);
        if !node.role.makes() || contributes || decides {
            reached[number] = true;
            waiting.push(number);
        }
    }
    while let Some(node) = waiting.pop() {
        for edge in graph.nodes[node].edges.clone() {
            for &offer in &graph.edges[edge].candidates {
                let target = graph.offers[offer].node;
                if !reached[target] {
                    reached[target] = true;
                    waiting.push(target);
                }
            }
        }
    }
    // What only something unused asks for is not a mistake of its own.
    let asked: Vec<bool> = asked_by(graph, |node| !reached[node]);
    (0..graph.nodes.len())
        .filter(|&number| {
            let node = &graph.nodes[number];
            let module = &graph.modules[node.module];
            let declared = matches!(node.role, Role::Service | Role::Config);
            !reached[number]
                && !asked[number]
                && declared
                && !node.keep
                && module.local
                && !module.builtin
        })
        .collect()
}

/// What is contributed to a set of a bundled module, where that module is not there: the first
/// contribution to each set, and the module. Others may collect a set of their own without asking for it.
pub(crate) fn uncollected(graph: &Graph) -> Vec<(usize, &'static str)> {
    let mut found: Vec<(usize, &str, &'static str)> = Vec::new();
    for offer in &graph.offers {
        let ident = offer.ident.as_deref().unwrap_or_default();
        let set = COLLECTED.iter().find(|(set, _)| *set == ident);
        let Some(&(set, collector)) = set else {
            continue;
        };
        let module = &graph.modules[graph.nodes[offer.node].module];
        let asked = graph.edges.iter().any(|edge| {
            let ident = edge.asked.ident.as_deref();
            edge.asked.kind.is_set() && ident.is_none_or(|ident| ident == set)
        });
        let told = found.iter().any(|(_, told, _)| *told == set);
        if offer.kind == OfferKind::Contribution && module.local && !asked && !told {
            found.push((offer.node, set, collector));
        }
    }
    let found = found.into_iter();
    found
        .map(|(node, _, collector)| (node, collector))
        .collect()
}

/// Sets of the bundled modules, and who asks for them.
const COLLECTED: [(&str, &str); 1] = [("Routes", "HttpServerModule")];

/// Per node: whether one of these nodes asks for it.
fn asked_by(graph: &Graph, asks: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut asked = vec![false; graph.nodes.len()];
    for edge in graph.edges.iter().filter(|edge| asks(edge.node)) {
        for &offer in &edge.candidates {
            let target = graph.offers[offer].node;
            asked[target] |= target != edge.node;
        }
    }
    asked
}
