use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    names,
    packing::{Rows, Words, numbers},
};
use crate::{
    graph::{Graph, SameAs, hints},
    model::{OfferKind, Place, Role},
    wire::EdgeKind,
};

/// The graph as a value: rows of numbers, texts once each, and beside them what only the compiler
/// knows, as the answers of probes.
pub(super) fn wiring(graph: &Graph) -> TokenStream {
    let app = graph.app.to_string();
    let mut packed = Packed::default();
    let nodes = packed.nodes(graph);
    let edges = packed.edges(graph);
    let offers = packed.offers(graph);
    let candidates = graph.edges.iter().enumerate().flat_map(|(number, edge)| {
        let asked = names::asked(graph, number);
        edge.candidates
            .iter()
            .map(move |&offer| (offer, fits(graph, &asked, offer)))
    });
    let candidates = answers(candidates);
    let rivals = graph.offers.iter().enumerate().flat_map(|(number, offer)| {
        let own = names::offered(graph, number);
        offer
            .rivals
            .iter()
            .map(move |&rival| (rival, fits(graph, &own, rival)))
    });
    let rivals = answers(rivals);
    let modules = modules(graph);
    let hints = hints(graph).into_iter().map(|hint| {
        let (edge, near, help) = (number(hint.edge), hint.near, hint.help);
        quote!(__p::Hint { edge: #edge, near: #near, help: #help })
    });
    let (node_count, edge_count, offer_count) =
        (graph.nodes.len(), graph.edges.len(), graph.offers.len());
    let (texts, roles, scopes, kinds, kinds_of_offers) = (
        packed.texts.texts(),
        packed.roles.variants("Role"),
        packed.scopes.variants("Scope"),
        packed.kinds.variants("EdgeKind"),
        packed.offers.variants("OfferKind"),
    );
    quote! {
        static __PURLIN_WORDS: __p::Words = __p::Words {
            texts: #texts,
            roles: #roles,
            scopes: #scopes,
            kinds: #kinds,
            offers: #kinds_of_offers,
        };
        static __PURLIN_NODES: [__p::Node; #node_count] = #nodes;
        static __PURLIN_EDGES: [__p::Edge; #edge_count] = #edges;
        static __PURLIN_OFFERS: [__p::Offer; #offer_count] = #offers;
        static __PURLIN_WIRING: __p::Wiring = __p::Wiring {
            app: #app,
            modules: &[#(#modules),*],
            nodes: &__PURLIN_NODES,
            edges: &__PURLIN_EDGES,
            offers: &__PURLIN_OFFERS,
            candidates: &#candidates,
            rivals: &#rivals,
            hints: &[#(#hints),*],
        };
    }
}

fn modules(graph: &Graph) -> impl Iterator<Item = TokenStream> + '_ {
    graph.modules.iter().map(|module| {
        let (name, doc, builtin) = (&module.name, &module.doc, module.builtin);
        let (place, instance) = (place(&module.place), &module.instance);
        let optional = module.optional;
        quote! {
            __p::Module {
                name: #name, instance: #instance, doc: #doc, place: #place, builtin: #builtin,
                optional: #optional,
            }
        }
    })
}

/// What the rows refer to.
#[derive(Default)]
struct Packed {
    texts: Words,
    roles: Words,
    scopes: Words,
    kinds: Words,
    offers: Words,
}

impl Packed {
    fn nodes(&mut self, graph: &Graph) -> TokenStream {
        let contributed: BTreeSet<usize> = graph
            .offers
            .iter()
            .filter(|offer| offer.kind == OfferKind::Contribution)
            .map(|offer| offer.node)
            .collect();
        let mut rows = Rows::default();
        let (mut shared, mut facts, mut when) = (Vec::new(), Vec::new(), Vec::new());
        for (index, node) in graph.nodes.iter().enumerate() {
            let mut row = vec![
                node.module,
                self.roles.number(node.role.word()),
                self.scopes.number(node.lives.scope.variant()),
                usize::from(node.lives.assisted),
                self.texts.number(&node.name),
                self.texts.number(&node.ty),
                self.texts.number(&node.doc),
            ];
            row.extend(self.texts.place(&node.place));
            row.extend([node.edges.start, node.edges.len()]);
            rows.push(row);
            let is_service = node.role == Role::Service;
            // What is made from arguments belongs to who asked; sections are shared by their bounds.
            shared.push(if is_service && !node.lives.assisted {
                let output = names::output(index);
                quote!(__p::Shared::<#output>::YES)
            } else {
                quote!(true)
            });
            let known = !node.lives.assisted || contributed.contains(&index);
            facts.push(if is_service && known {
                let output = names::output(index);
                quote!(__p::Told::<#output>::FACTS)
            } else {
                quote!(__p::Option::None)
            });
            if let Some(condition) = &node.when {
                let (number, path, value) =
                    (number(index), condition.path.value(), &condition.value);
                let place = place(&condition.place);
                when.push(quote! {
                    (#number, __p::Condition { path: #path, value: #value, place: #place })
                });
            }
        }
        quote!(__p::nodes(#rows, &__PURLIN_WORDS, &[#(#shared),*], &[#(#facts),*], &[#(#when),*]))
    }

    fn edges(&mut self, graph: &Graph) -> TokenStream {
        let mut rows = Rows::default();
        let (mut near, mut same) = (Vec::new(), Vec::new());
        let mut first = 0;
        for (index, edge) in graph.edges.iter().enumerate() {
            let asked = &edge.asked;
            let earlier = match edge.same_as {
                SameAs::Edge(earlier) => earlier + 1,
                SameAs::Nothing | SameAs::Perhaps(_) => 0,
            };
            let mut row = vec![
                edge.node,
                self.kinds.number(kind(asked.kind)),
                self.texts.number(&asked.param),
                self.texts.number(&asked.ty),
                self.texts.number(&asked.name),
            ];
            row.extend(self.texts.place(&asked.place));
            row.extend([
                first,
                edge.candidates.len(),
                earlier,
                self.texts.number(&edge.similar),
                asked.minimum,
            ]);
            rows.push(row);
            first += edge.candidates.len();
            let number = number(index);
            if let SameAs::Perhaps(earlier) = edge.same_as {
                let (this, other) = (names::asked(graph, index), names::asked(graph, earlier));
                let earlier = self::number(earlier);
                same.push(quote!((#number, #earlier, __p::Probe::<#this, #other>::EQ)));
            }
            if !edge.near.is_empty() {
                let by = names::asked_by(graph, index);
                let candidates = edge.near.iter().map(|&offer| {
                    let offered = names::offered(graph, offer);
                    let offer = self::number(offer);
                    quote!(__p::Candidate { offer: #offer, fits: <#by<#offered>>::IMPLEMENTS })
                });
                near.push(quote!((#number, &[#(#candidates),*])));
            }
        }
        quote!(__p::edges(#rows, &__PURLIN_WORDS, &[#(#near),*], &[#(#same),*]))
    }

    fn offers(&mut self, graph: &Graph) -> TokenStream {
        let mut rows = Rows::default();
        let mut shared = Vec::new();
        let mut first = 0;
        for (index, offer) in graph.offers.iter().enumerate() {
            let kind = match offer.kind {
                OfferKind::Own => "Own",
                OfferKind::Interface => "Interface",
                OfferKind::Contribution => "Contribution",
                OfferKind::Decoration | OfferKind::SetDecoration => "Decoration",
            };
            rows.push(vec![
                offer.node,
                self.offers.number(kind),
                self.texts.number(&offer.ty),
                self.texts.number(&offer.name),
                offer.priority.cast_unsigned() as usize,
                usize::from(offer.replaces.is_some()),
                first,
                offer.rivals.len(),
            ]);
            first += offer.rivals.len();
            if matches!(offer.kind, OfferKind::Interface | OfferKind::Contribution) {
                let (number, key) = (number(index), names::offered(graph, index));
                shared.push(quote!((#number, __p::Shared::<#key>::YES)));
            }
        }
        quote!(__p::offers(#rows, &__PURLIN_WORDS, &[#(#shared),*]))
    }
}

/// The graph's variant of a kind of dependency.
fn kind(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::One | EdgeKind::Live => "One",
        EdgeKind::Optional => "Optional",
        EdgeKind::Lazy => "Lazy",
        EdgeKind::All => "All",
        EdgeKind::AllNamed => "AllNamed",
        EdgeKind::Decorators => "Decorators",
        EdgeKind::PerTenant => "PerTenant",
        EdgeKind::PerRequest => "PerRequest",
        EdgeKind::Factory => "Factory",
    }
}

/// Offers, and for each what the compiler answers.
fn answers(offers: impl Iterator<Item = (usize, TokenStream)>) -> TokenStream {
    let (offers, fits): (Vec<usize>, Vec<TokenStream>) = offers.unzip();
    let offers = numbers(&offers);
    quote!(__p::candidates(&[#offers], &[#(#fits),*]))
}

/// Whether the type of an offer is what is asked for.
fn fits(graph: &Graph, asked: &TokenStream, offer: usize) -> TokenStream {
    let offered = names::offered(graph, offer);
    quote!(__p::Probe::<#asked, #offered>::EQ)
}

fn place(place: &Place) -> TokenStream {
    let Place { file, line, column } = place;
    let (line, column) = (number(*line), number(*column));
    quote!(__p::Place { file: #file, line: #line, column: #column })
}

fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}
