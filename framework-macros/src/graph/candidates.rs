use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use purlin_macros_kit::closest;

use super::{Edge, Graph, SameAs, Subject};
use crate::{
    model::{OfferKind, Role},
    wire::EdgeKind,
};

/// Chooses by tokens: the offers whose type ends in the same identifier, or all offers if none
/// does (the asked name is an alias then, or nothing provides it).
pub(super) fn choose(graph: &mut Graph) {
    let mut provided: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut contributed: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, offer) in graph.offers.iter().enumerate() {
        let groups = match offer.kind {
            OfferKind::Contribution => &mut contributed,
            OfferKind::Own | OfferKind::Interface => &mut provided,
            OfferKind::Decoration | OfferKind::SetDecoration => continue,
        };
        groups
            .entry(key(offer.ident.as_deref()))
            .or_default()
            .push(number);
    }
    for group in provided.values() {
        for (position, &offer) in group.iter().enumerate() {
            graph.offers[offer].rivals = group[..position].to_vec();
            graph.offers[offer].contested = group.len() > 1;
        }
    }
    edges(graph, &provided, &contributed);
    maps(graph, &contributed);
}

/// The members of a map must differ in their names: they are rivals of one another.
fn maps(graph: &mut Graph, contributed: &Groups) {
    let asked = |edge: &Edge| {
        (edge.asked.kind == EdgeKind::AllNamed).then(|| key(edge.asked.ident.as_deref()))
    };
    let maps: BTreeSet<String> = graph.edges.iter().filter_map(asked).collect();
    for group in maps.iter().filter_map(|ident| contributed.get(ident)) {
        for (position, &offer) in group.iter().enumerate() {
            graph.offers[offer].rivals = group[..position].to_vec();
            graph.offers[offer].mapped = true;
        }
    }
}

/// What types without a name are grouped under.
fn key(ident: Option<&str>) -> String {
    ident.unwrap_or_default().to_owned()
}

type Groups = BTreeMap<String, Vec<usize>>;

fn edges(graph: &mut Graph, provided: &Groups, contributed: &Groups) {
    let mut first_asked: BTreeMap<(String, String), usize> = BTreeMap::new();
    for number in 0..graph.edges.len() {
        let edge = &graph.edges[number];
        if let Subject::Offer(offer) = edge.subject {
            graph.edges[number].candidates = decorators(graph, offer);
            continue;
        }
        let ident = key(edge.asked.ident.as_deref());
        let set = edge.asked.kind.is_set();
        let (groups, others) = if set {
            (contributed, provided)
        } else {
            (provided, contributed)
        };
        let named = groups.get(&ident);
        let mut candidates = named.cloned().unwrap_or_else(|| {
            let mut all: Vec<usize> = groups.values().flatten().copied().collect();
            all.sort_unstable();
            all
        });
        let mut similar = String::new();
        let mut same_as = SameAs::Nothing;
        if set {
            candidates.sort_by_key(|offer| Reverse(graph.offers[*offer].priority));
        } else {
            if named.is_none() {
                similar = closest(&ident, groups.keys().map(String::as_str))
                    .and_then(|name| groups[name].first())
                    .map(|offer| graph.offers[*offer].ty.clone())
                    .unwrap_or_default();
                // What is only contributed cannot be had alone; the message says so.
                candidates.extend(others.get(&ident).into_iter().flatten().copied());
            }
            if edge.asked.kind == EdgeKind::Live {
                // Only what is read from the configuration can follow it.
                candidates
                    .retain(|&offer| graph.nodes[graph.offers[offer].node].role == Role::Config);
            }
            if edge.asked.kind.is_required() {
                let troubled = named.is_none_or(|named| named.len() > 1);
                same_as = earlier(graph, number, troubled, &mut first_asked);
            }
        }
        if edge.asked.kind == EdgeKind::Lazy {
            for &offer in &candidates {
                let node = &graph.nodes[graph.offers[offer].node];
                graph.offers[offer].lazy = node.is_made_at_start();
            }
        }
        if named.is_none() && graph.edges[number].asked.is_one_interface() {
            let offers = graph.offers.iter().enumerate();
            let own = offers.filter(|(_, offer)| {
                offer.kind == OfferKind::Own && graph.nodes[offer.node].role == Role::Service
            });
            graph.edges[number].near = own.map(|(number, _)| number).collect();
        }
        let edge = &mut graph.edges[number];
        edge.candidates = candidates;
        edge.similar = similar;
        edge.same_as = same_as;
    }
}

/// What may wrap an offer, the innermost first: by priority, then in order of registration.
fn decorators(graph: &Graph, offer: usize) -> Vec<usize> {
    let wrapped = &graph.offers[offer];
    let kind = match wrapped.kind {
        OfferKind::Contribution => OfferKind::SetDecoration,
        _ => OfferKind::Decoration,
    };
    let mut found: Vec<usize> = (0..graph.offers.len())
        .filter(|&number| {
            let decoration = &graph.offers[number];
            decoration.kind == kind
                && decoration.ident == wrapped.ident
                && (decoration.name.is_empty() || decoration.name == wrapped.name)
        })
        .collect();
    found.sort_by_key(|&decoration| graph.offers[decoration].priority);
    found
}

/// Stands for every name: no name begins like this.
const ANY_NAME: &str = "\0";

/// An earlier edge with the same text. In one module the text means one type; across modules
/// that is worth a question to the compiler only where the answer may be used, that is where
/// nothing of that name is provided, or more than one thing.
fn earlier(
    graph: &Graph,
    number: usize,
    troubled: bool,
    first_asked: &mut BTreeMap<(String, String), usize>,
) -> SameAs {
    let edge = &graph.edges[number];
    let mut first_of = |name: &str| {
        let text = (edge.asked.ty.clone(), name.to_owned());
        *first_asked.entry(text).or_insert(number)
    };
    // Where nothing of a type is provided, the name is no matter.
    let (named, any) = (first_of(&edge.asked.name), first_of(ANY_NAME));
    let first = if named == number { any } else { named };
    if first == number {
        return SameAs::Nothing;
    }
    let module = |edge: usize| graph.nodes[graph.edges[edge].node].module;
    if module(first) == module(number) {
        SameAs::Edge(first)
    } else if troubled {
        SameAs::Perhaps(first)
    } else {
        SameAs::Nothing
    }
}
