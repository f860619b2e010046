//! What an entry gets, taken from the slots.

use std::cmp::Reverse;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names;
use crate::{
    graph::{Graph, Subject},
    model::{Role, Scope},
    wire::EdgeKind,
};

/// The tuple of handles that an entry gets, taken from the slots.
pub(super) fn arguments(graph: &Graph, node: usize) -> TokenStream {
    let edges = graph.nodes[node]
        .edges
        .clone()
        .filter(|&edge| matches!(graph.edges[edge].subject, Subject::Dependency(_)))
        .map(|edge| argument(graph, edge));
    quote!((#(#edges,)*))
}

/// Tries the candidates of an edge that gets one: `take` of the one that was chosen, else `none`.
pub(super) fn arms(
    graph: &Graph,
    edge: usize,
    take: &dyn Fn(usize) -> TokenStream,
    none: &TokenStream,
) -> TokenStream {
    let described = &graph.edges[edge];
    if described.is_switch(graph) {
        return switch(graph, edge, take, none);
    }
    if let ([only], true) = (&*described.candidates, described.asked.kind.is_required()) {
        return take(*only);
    }
    let first = first_candidate(graph, edge);
    let edge = number(edge);
    let arms = described
        .candidates
        .iter()
        .enumerate()
        .map(|(position, &offer)| {
            let (candidate, take) = (number(first + position), take(offer));
            quote!(if __PURLIN_ANALYSIS.chosen[#edge] == #candidate { #take } else)
        });
    quote!(#(#arms)* { #none })
}

/// The same where it depends on the configuration which candidate is there: the first of those
/// that may be chosen and are.
fn switch(
    graph: &Graph,
    edge: usize,
    take: &dyn Fn(usize) -> TokenStream,
    none: &TokenStream,
) -> TokenStream {
    let first = first_candidate(graph, edge);
    let mut candidates: Vec<(usize, usize)> = (first..)
        .zip(graph.edges[edge].candidates.iter().copied())
        .collect();
    candidates.sort_by_key(|(_, offer)| precedence(graph, *offer));
    let arms = candidates.into_iter().map(|(candidate, offer)| {
        let (slot, take, candidate) = (
            names::slot_of_offer(graph, offer),
            take(offer),
            number(candidate),
        );
        quote!(if __PURLIN_ANALYSIS.active[#candidate] && slots.#slot.is_some() { #take } else)
    });
    quote!(#(#arms)* { #none })
}

/// Which of several that are there wins: by priority, one with a condition before one without,
/// then in order of registration.
pub(super) fn precedence(graph: &Graph, offer: usize) -> (Reverse<i32>, bool) {
    let described = &graph.offers[offer];
    let always = graph.nodes[described.node].when.is_none();
    (Reverse(described.priority), always)
}

/// Takes an offer if it is there: what belongs to an optional module, or was left out, is not.
pub(super) fn if_there(graph: &Graph, offer: usize, take: &TokenStream) -> TokenStream {
    let slot = names::slot_of_offer(graph, offer);
    quote!(if slots.#slot.is_some() { __p::Option::Some(#take) } else { __p::Option::None })
}

/// The number of an edge's first candidate.
pub(super) fn first_candidate(graph: &Graph, edge: usize) -> usize {
    let before = graph.edges[..edge].iter();
    before.map(|edge| edge.candidates.len()).sum()
}

/// The handle of what is not made at start.
fn handle(graph: &Graph, edge: usize, offer: usize) -> TokenStream {
    let (asked, offered, slot) = (
        names::asked(graph, edge),
        names::offered(graph, offer),
        names::slot_of_offer(graph, offer),
    );
    let node = graph.offers[offer].node;
    let (lives, role) = (graph.nodes[node].lives, graph.nodes[node].role);
    let probe = quote!(__p::Probe::<#asked, #offered>);
    if role == Role::Config && graph.edges[edge].asked.kind == EdgeKind::PerTenant {
        let live = names::slot_of_live(node);
        return quote!(#probe::of_tenant(&slots.#live));
    }
    match (graph.edges[edge].asked.kind, lives.scope) {
        (EdgeKind::Factory, _) if lives.assisted => quote!(#probe::factory(&slots.#slot)),
        (EdgeKind::PerTenant, Scope::Tenant) => {
            quote!(__p::PerTenant::new(#probe::maker(&slots.#slot)))
        }
        (EdgeKind::PerRequest, Scope::Request) => {
            quote!(__p::PerRequest::new(#probe::maker(&slots.#slot)))
        }
        (EdgeKind::PerTenant, _) => quote!(__p::missing::<__p::PerTenant<#asked>>()),
        (EdgeKind::PerRequest, _) => quote!(__p::missing::<__p::PerRequest<#asked>>()),
        _ => quote!(__p::missing::<__p::Factory<#asked>>()),
    }
}

/// The handle that what is made at start gets for an edge.
pub(super) fn argument(graph: &Graph, edge: usize) -> TokenStream {
    let asked = names::asked(graph, edge);
    let candidates = &graph.edges[edge].candidates;
    let place = |offer: usize| {
        let node = &graph.nodes[graph.offers[offer].node];
        (
            node,
            names::offered(graph, offer),
            names::slot_of_offer(graph, offer),
        )
    };
    let take = |offer: usize| {
        let (node, offered, slot) = place(offer);
        if node.is_made_at_start() {
            // Without types: to write them down costs the compiler more than to infer them.
            quote!(__p::take(&slots.#slot))
        } else if node.lives.scope == Scope::Transient && !node.lives.assisted {
            quote!(__p::Source::Made(__p::Probe::<#asked, #offered>::maker(&slots.#slot)).now()?)
        } else {
            quote!(__p::missing::<__p::Arc<#asked>>())
        }
    };
    let unwired = quote!(__p::unwired());
    match graph.edges[edge].asked.kind {
        EdgeKind::One => arms(graph, edge, &take, &unwired),
        EdgeKind::Live => {
            let take = |offer: usize| {
                let offered = names::offered(graph, offer);
                let slot = names::slot_of_live(graph.offers[offer].node);
                quote!(__p::Probe::<#asked, #offered>::take_live(&slots.#slot))
            };
            match candidates.as_slice() {
                [] => quote!(__p::missing::<__p::Live<#asked>>()),
                [only] => take(*only),
                _ => arms(graph, edge, &take, &unwired),
            }
        }
        EdgeKind::Lazy => {
            let later = |offer: usize| {
                let (node, offered, _) = place(offer);
                if !node.is_made_at_start() {
                    return quote!(__p::missing::<__p::Lazy<#asked>>());
                }
                let lazy = names::lazy_of_offer(offer);
                quote!(__p::Probe::<#asked, #offered>::later(&slots.#lazy))
            };
            arms(graph, edge, &later, &unwired)
        }
        EdgeKind::Optional => {
            let some = |offer| if_there(graph, offer, &take(offer));
            arms(graph, edge, &some, &quote!(__p::Option::None))
        }
        EdgeKind::PerTenant | EdgeKind::PerRequest | EdgeKind::Factory => {
            arms(graph, edge, &|offer| handle(graph, edge, offer), &unwired)
        }
        EdgeKind::Decorators => TokenStream::new(),
        EdgeKind::AllNamed => {
            let joins = candidates.iter().map(|&offer| {
                let (offered, slot) = (
                    names::offered(graph, offer),
                    names::slot_of_offer(graph, offer),
                );
                let name = &graph.offers[offer].name;
                quote!(__p::Probe::<#asked, #offered>::join_named(&slots.#slot, #name, &mut map);)
            });
            quote!({ let mut map = __p::BTreeMap::new(); #(#joins)* __p::AllNamed::new(map) })
        }
        EdgeKind::All => {
            let joins = candidates.iter().map(|&offer| {
                let (offered, slot) = (
                    names::offered(graph, offer),
                    names::slot_of_offer(graph, offer),
                );
                quote!(__p::Probe::<#asked, #offered>::join(&slots.#slot, &mut set);)
            });
            if candidates.is_empty() {
                quote!(__p::All::new(__p::Vec::new()))
            } else {
                quote!({ let mut set = __p::Vec::new(); #(#joins)* __p::All::new(set) })
            }
        }
    }
}

pub(super) fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}
