use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::names;
use crate::{
    graph::{Graph, SameAs, hints},
    model::{OfferKind, Place, Role},
    wire::EdgeKind,
};

/// The graph as a value. Whether a candidate fits is the compiler's answer to a probe.
pub(super) fn wiring(graph: &Graph) -> TokenStream {
    let app = graph.app.to_string();
    let modules = graph.modules.iter().map(|module| {
        let (name, doc, builtin) = (&module.name, &module.doc, module.builtin);
        let (place, instance) = (place(&module.place), &module.instance);
        let optional = module.optional;
        quote! {
            __p::Module {
                name: #name, instance: #instance, doc: #doc, place: #place, builtin: #builtin,
                optional: #optional,
            }
        }
    });
    let nodes = nodes(graph);
    let mut first = 0;
    let edges: Vec<_> = graph
        .edges
        .iter()
        .enumerate()
        .map(|(number, edge)| {
            let tokens = self::edge(graph, number, first);
            first += edge.candidates.len();
            tokens
        })
        .collect();
    let candidates = graph.edges.iter().enumerate().flat_map(|(number, edge)| {
        let asked = names::asked(graph, number);
        edge.candidates
            .iter()
            .map(move |&offer| candidate(graph, &asked, offer))
    });
    let mut first = 0;
    let offers: Vec<_> = graph
        .offers
        .iter()
        .enumerate()
        .map(|(number, offer)| {
            let tokens = self::offer(graph, number, first);
            first += offer.rivals.len();
            tokens
        })
        .collect();
    let rivals = graph.offers.iter().enumerate().flat_map(|(number, offer)| {
        let own = names::offered(graph, number);
        offer
            .rivals
            .iter()
            .map(move |&rival| candidate(graph, &own, rival))
    });
    let hints = hints(graph).into_iter().map(|hint| {
        let (edge, near, help) = (number(hint.edge), hint.near, hint.help);
        quote!(__p::Hint { edge: #edge, near: #near, help: #help })
    });
    quote! {
        __p::Wiring {
            app: #app,
            modules: &[#(#modules),*],
            nodes: &[#(#nodes),*],
            edges: &[#(#edges),*],
            offers: &[#(#offers),*],
            candidates: &[#(#candidates),*],
            rivals: &[#(#rivals),*],
            hints: &[#(#hints),*],
        }
    }
}

fn nodes(graph: &Graph) -> impl Iterator<Item = TokenStream> + '_ {
    let contributions = graph.offers.iter();
    let contributed: BTreeSet<usize> = contributions
        .filter(|offer| offer.kind == OfferKind::Contribution)
        .map(|offer| offer.node)
        .collect();
    graph.nodes.iter().enumerate().map(move |(number_of, node)| {
        let (module, role) = (number(node.module), format_ident!("{}", node.role.word()));
        let (name, ty, doc, place) = (&node.name, &node.ty, &node.doc, place(&node.place));
        let (scope, assisted) = (
            format_ident!("{}", node.lives.scope.variant()),
            node.lives.assisted,
        );
        // What is made from arguments belongs to who asked; sections are shared by their bounds.
        let shared = if node.role == Role::Service && !assisted {
            let output = names::output(graph, number_of);
            quote!(__p::Shared::<#output>::YES)
        } else {
            quote!(true)
        };
        let known = !assisted || contributed.contains(&number_of);
        let facts = if node.role == Role::Service && known {
            let output = names::output(graph, number_of);
            quote!(__p::Told::<#output>::FACTS)
        } else {
            quote!(__p::Option::None)
        };
        let (edges, count) = (number(node.edges.start), number(node.edges.len()));
        let when = match &node.when {
            None => quote!(__p::Option::None),
            Some(when) => {
                let (path, value, place) = (when.path.value(), &when.value, self::place(&when.place));
                quote!(__p::Option::Some(__p::Condition {
                    path: #path, value: #value, place: #place,
                }))
            }
        };
        quote! {
            __p::Node {
                module: #module, role: __p::Role::#role,
                scope: __p::Scope::#scope, assisted: #assisted, shared: #shared, name: #name, ty: #ty, doc: #doc, facts: #facts,
                place: #place, when: #when, edges: #edges, edge_count: #count,
            }
        }
    })
}

fn edge(graph: &Graph, index: usize, first: usize) -> TokenStream {
    let edge = &graph.edges[index];
    let asked = &edge.asked;
    let kind = match asked.kind {
        EdgeKind::One | EdgeKind::Live => quote!(One),
        EdgeKind::Optional => quote!(Optional),
        EdgeKind::Lazy => quote!(Lazy),
        EdgeKind::All => quote!(All),
        EdgeKind::AllNamed => quote!(AllNamed),
        EdgeKind::Decorators => quote!(Decorators),
        EdgeKind::PerTenant => quote!(PerTenant),
        EdgeKind::PerRequest => quote!(PerRequest),
        EdgeKind::Factory => quote!(Factory),
    };
    let (param, ty, name, similar) = (&asked.param, &asked.ty, &asked.name, &edge.similar);
    let (node, place) = (number(edge.node), place(&asked.place));
    let minimum = number(asked.minimum);
    let near = edge.near.iter().map(|&offer| {
        let (by, offered) = (names::asked_by(graph, index), names::offered(graph, offer));
        let offer = number(offer);
        quote!(__p::Candidate { offer: #offer, fits: <#by<#offered>>::IMPLEMENTS })
    });
    let (first, count) = (number(first), number(edge.candidates.len()));
    let same_as = match edge.same_as {
        SameAs::Nothing => quote!(__p::NONE),
        SameAs::Edge(earlier) => number(earlier).to_token_stream(),
        SameAs::Perhaps(earlier) => {
            let (this, other) = (names::asked(graph, index), names::asked(graph, earlier));
            let earlier = number(earlier);
            quote!(if __p::Probe::<#this, #other>::EQ { #earlier } else { __p::NONE })
        }
    };
    quote! {
        __p::Edge {
            node: #node, kind: __p::EdgeKind::#kind, param: #param, ty: #ty, name: #name,
            place: #place, candidates: #first, candidate_count: #count, same_as: #same_as,
            similar: #similar, near: &[#(#near),*], minimum: #minimum,
        }
    }
}

fn offer(graph: &Graph, index: usize, first: usize) -> TokenStream {
    let offer = &graph.offers[index];
    let kind = match offer.kind {
        OfferKind::Own => quote!(Own),
        OfferKind::Interface => quote!(Interface),
        OfferKind::Contribution => quote!(Contribution),
        OfferKind::Decoration | OfferKind::SetDecoration => quote!(Decoration),
    };
    let shared = match offer.kind {
        OfferKind::Interface | OfferKind::Contribution => {
            let key = names::offered(graph, index);
            quote!(__p::Shared::<#key>::YES)
        }
        OfferKind::Own | OfferKind::Decoration | OfferKind::SetDecoration => quote!(true),
    };
    let (ty, name, priority) = (&offer.ty, &offer.name, offer.priority);
    let replaces = offer.replaces.is_some();
    let (node, first, count) = (
        number(offer.node),
        number(first),
        number(offer.rivals.len()),
    );
    quote! {
        __p::Offer {
            node: #node, kind: __p::OfferKind::#kind, ty: #ty, name: #name,
            priority: #priority, shared: #shared, replaces: #replaces, rivals: #first, rival_count: #count,
        }
    }
}

fn candidate(graph: &Graph, asked: &TokenStream, offer: usize) -> TokenStream {
    let offered = names::offered(graph, offer);
    let offer = number(offer);
    quote!(__p::Candidate { offer: #offer, fits: __p::Probe::<#asked, #offered>::EQ })
}

fn place(place: &Place) -> TokenStream {
    let Place { file, line, column } = place;
    let (line, column) = (
        Literal::usize_unsuffixed(*line),
        Literal::usize_unsuffixed(*column),
    );
    quote!(__p::Place { file: #file, line: #line, column: #column })
}

fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}
