//! What is not made at start: its step puts makers into its slots, which own what they take from
//! the graph, so that nothing is looked up when they make.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::{
    arguments::{argument, arms, first_candidate, if_there, number},
    names,
};
use crate::{
    graph::{Graph, Node, Subject},
    model::{OfferKind, Scope},
    wire::EdgeKind,
};

/// The type of a slot for `ty` of a node.
pub(super) fn slot_type(node: &Node, ty: &impl ToTokens) -> TokenStream {
    if node.is_made_at_start() {
        quote!(__p::Option<__p::Arc<#ty>>)
    } else if node.lives.assisted {
        quote!(__p::Option<__p::Factory<#ty>>)
    } else {
        quote!(__p::Option<__p::Maker<#ty>>)
    }
}

/// The handle by which what is not made at start is found, if there is one.
pub(super) fn handle(node: &Node) -> Option<TokenStream> {
    match node.lives.scope {
        _ if node.lives.assisted => Some(quote!(Factory)),
        Scope::Tenant => Some(quote!(PerTenant)),
        Scope::Request => Some(quote!(PerRequest)),
        Scope::Singleton | Scope::Instance | Scope::Transient => None,
    }
}

/// Offers that are found by a handle.
pub(super) fn handled(graph: &Graph) -> impl Iterator<Item = (usize, TokenStream)> + '_ {
    graph
        .offers
        .iter()
        .enumerate()
        .filter_map(|(offer, described)| {
            let single = matches!(described.kind, OfferKind::Own | OfferKind::Interface);
            let handle = handle(&graph.nodes[described.node]).filter(|_| single)?;
            Some((offer, handle))
        })
}

/// Per node: its number among those that live as long; and how many there are.
pub(super) fn places(graph: &Graph) -> Vec<(usize, usize)> {
    let mut counts = [0; Scope::ALL.len()];
    let mut places: Vec<(usize, usize)> = Vec::new();
    for node in &graph.nodes {
        let count = &mut counts[node.lives.scope as usize];
        places.push((*count, 0));
        *count += 1;
    }
    for (place, node) in places.iter_mut().zip(&graph.nodes) {
        place.1 = counts[node.lives.scope as usize];
    }
    places
}

/// The function that puts the makers of a node into its slots.
pub(super) fn step(
    graph: &Graph,
    node: usize,
    (place, count): (usize, usize),
    name: &Ident,
) -> TokenStream {
    let described = &graph.nodes[node];
    let label = described.label(graph);
    let mut captured = Captured::default();
    let deps = captured.dependencies(graph, node);
    let body = if described.lives.assisted {
        let (entry, output, slot) = (
            names::entry(graph, node),
            names::output(node),
            names::slot_of_node(graph, node),
        );
        let values = &captured.values;
        quote! {
            let captured = __p::Arc::new((#(#values,)*));
            slots.#slot = __p::Option::Some(__p::Factory::<#output>::new(
                #label,
                move |scopes, arguments| {
                    let captured = __p::Arc::clone(&captured);
                    __p::erased(async move {
                        let _ = (&captured, &scopes);
                        #entry::build(#deps, arguments).await
                    })
                },
            ));
        }
    } else {
        let making = making(graph, node, &deps, &mut captured);
        let lifespan = format_ident!(
            "{}",
            match described.lives.scope {
                Scope::Tenant => "Tenant",
                Scope::Request => "Request",
                _ => "Each",
            }
        );
        let (place, count) = (number(place), number(count));
        let ending = described.lives.ends.then(|| ending(graph, node));
        let fill = own_and_others(graph, node)
            .enumerate()
            .map(|(position, offer)| {
                let slot = offer.map_or_else(
                    || names::slot_of_node(graph, node),
                    |offer| names::slot_of_offer(graph, offer),
                );
                let position = Literal::usize_unsuffixed(position);
                quote!(slots.#slot = __p::Option::Some(node.maker(|made| &made.#position));)
            });
        let values = &captured.values;
        quote! {
            let captured = __p::Arc::new((#(#values,)*));
            let node = __p::ScopedNode::new(
                kernel,
                (__p::Lifespan::#lifespan, #place, #count),
                #label,
                move |scopes| {
                    let captured = __p::Arc::clone(&captured);
                    __p::erased(async move {
                        let _ = (&captured, &scopes);
                        #making
                    })
                },
            )#ending;
            #(#fill)*
        }
    };
    let kernel = if described.lives.assisted {
        quote!(_)
    } else {
        quote!(kernel)
    };
    let handles = handles(graph, node);
    quote! {
        fn #name(
            slots: &mut __PurlinSlots,
            #kernel: &__p::Kernel,
        ) -> __p::Result<(), __p::BoxError> {
            #body
            #handles
            __p::Result::Ok(())
        }
    }
}

/// What a node has slots for: itself, which may have no offer of its own, then its interfaces.
fn own_and_others(graph: &Graph, node: usize) -> impl Iterator<Item = Option<usize>> + '_ {
    let offers = graph.nodes[node].offers.clone();
    let others = offers.filter(|&offer| graph.offers[offer].kind != OfferKind::Own);
    std::iter::once(None).chain(others.map(Some))
}

/// The handles that are found from outside of the graph.
fn handles(graph: &Graph, node: usize) -> TokenStream {
    let offers = graph.nodes[node].offers.clone();
    let of_node = handled(graph).filter(|(offer, _)| offers.contains(offer));
    of_node
        .map(|(offer, handle)| {
            let (slot, field) = (
                names::slot_of_offer(graph, offer),
                names::handle_of_offer(graph, offer),
            );
            let made = if graph.nodes[node].lives.assisted {
                quote!(inner)
            } else {
                quote!(__p::#handle::new(inner))
            };
            quote! {
                slots.#field = slots.#slot.clone().map(|inner| __p::Arc::new(#made));
            }
        })
        .collect()
}

/// Tells the service before it is dropped.
fn ending(graph: &Graph, node: usize) -> TokenStream {
    let (app, owner) = (&graph.app, names::owner(graph, node));
    let index = super::super::index::short_index(graph.nodes[node].index);
    quote! {
        .ending(|made| {
            let service = __p::Arc::clone(&made.0);
            __p::Box::new(move || <#owner as __p::Ending<#app, #index>>::end(service))
        })
    }
}

/// Makes the node: wrapped first, then as its interfaces.
fn making(graph: &Graph, node: usize, deps: &TokenStream, captured: &mut Captured) -> TokenStream {
    let entry = names::entry(graph, node);
    let own = graph.nodes[node].offers.clone();
    let own = own
        .into_iter()
        .find(|&offer| graph.offers[offer].kind == OfferKind::Own);
    let mut tokens = quote!(let made = #entry::build(#deps).await?;);
    if let Some(own) = own {
        tokens.extend(captured.wraps(graph, node, own));
    }
    let mut made = vec![quote!(own)];
    tokens.extend(quote!(let own = made;));
    for offer in own_and_others(graph, node).flatten() {
        let (field, bind) = (names::made_as(offer), names::bind(graph, offer));
        let wraps = captured.wraps(graph, node, offer);
        tokens.extend(
            quote!(let made = #bind::bind(__p::Arc::clone(&own)); #wraps let #field = made;),
        );
        made.push(quote!(#field));
    }
    quote!(#tokens __p::Result::Ok((#(#made,)*)))
}

/// What a maker owns, a tuple behind `captured`.
#[derive(Default)]
struct Captured {
    values: Vec<TokenStream>,
}

impl Captured {
    fn add(&mut self, value: TokenStream) -> TokenStream {
        let position = Literal::usize_unsuffixed(self.values.len());
        self.values.push(value);
        quote!(captured.#position)
    }

    /// The tuple that an entry gets, from what is captured of its edges.
    fn dependencies(&mut self, graph: &Graph, node: usize) -> TokenStream {
        let edges = dependencies(graph, node).map(|edge| {
            let place = self.add(source(graph, edge));
            found(graph, edge, &place)
        });
        let edges: Vec<TokenStream> = edges.collect();
        quote!((#(#edges,)*))
    }

    /// What wraps `made` as an offer, the innermost first. A decorator that turns out to be for
    /// another type is not there, and nor is what it needs.
    fn wraps(&mut self, graph: &Graph, node: usize, offer: usize) -> TokenStream {
        let mut edges = graph.nodes[node].edges.clone();
        let edge = edges.find(|&edge| {
            matches!(graph.edges[edge].subject, Subject::Offer(wrapped) if wrapped == offer)
        });
        let Some(edge) = edge else {
            return TokenStream::new();
        };
        let offered = names::offered(graph, offer);
        let first = first_candidate(graph, edge);
        let mut tokens = TokenStream::new();
        for (position, &decoration) in graph.edges[edge].candidates.iter().enumerate() {
            let decorator = graph.offers[decoration].node;
            let (entry, key) = (
                names::entry(graph, decorator),
                names::offered(graph, decoration),
            );
            let by = graph.nodes[decorator].label(graph);
            let edges: Vec<usize> = dependencies(graph, decorator).collect();
            let sources = edges.iter().map(|&edge| source(graph, edge));
            let active = number(first + position);
            let place = self.add(quote! {
                if __PURLIN_ANALYSIS.active[#active] {
                    __p::Option::Some((#(#sources,)*))
                } else {
                    __p::Option::None
                }
            });
            let found = edges.iter().enumerate().map(|(position, &edge)| {
                let position = Literal::usize_unsuffixed(position);
                found(graph, edge, &quote!(sources.#position))
            });
            tokens.extend(quote! {
                let made = match &#place {
                    __p::Option::Some(sources) => {
                        let _ = sources;
                        let deps = (#(#found,)*);
                        __p::Probe::<#offered, #key>::wrap(made, |inner| {
                            __p::decorated(#by, #entry::wrap(inner, deps))
                        })?
                    }
                    __p::Option::None => made,
                };
            });
        }
        tokens
    }
}

fn dependencies(graph: &Graph, node: usize) -> impl Iterator<Item = usize> + '_ {
    let edges = graph.nodes[node].edges.clone();
    edges.filter(|&edge| matches!(graph.edges[edge].subject, Subject::Dependency(_)))
}

/// What a maker takes out of the slots for an edge: the service, or its maker.
fn source(graph: &Graph, edge: usize) -> TokenStream {
    let asked = names::asked(graph, edge);
    let one = |offer: usize| {
        let (offered, slot) = (
            names::offered(graph, offer),
            names::slot_of_offer(graph, offer),
        );
        let node = &graph.nodes[graph.offers[offer].node];
        if node.lives.assisted {
            quote!(__p::missing::<__p::Source<#asked>>())
        } else if node.is_made_at_start() {
            quote!(__p::Source::There(__p::take::<#asked, _>(&slots.#slot)))
        } else {
            quote!(__p::Source::Made(__p::Probe::<#asked, #offered>::maker(&slots.#slot)))
        }
    };
    match graph.edges[edge].asked.kind {
        EdgeKind::One => arms(
            graph,
            edge,
            &one,
            &quote!(__p::missing::<__p::Source<#asked>>()),
        ),
        EdgeKind::Optional => {
            let some = |offer| if_there(graph, offer, &one(offer));
            let none = quote!(__p::Option::<__p::Source<#asked>>::None);
            arms(graph, edge, &some, &none)
        }
        _ => argument(graph, edge),
    }
}

/// The handle that an edge gets when the node is made, from what was captured for it.
fn found(graph: &Graph, edge: usize, place: &TokenStream) -> TokenStream {
    match graph.edges[edge].asked.kind {
        EdgeKind::One => quote!(#place.get(&scopes).await?),
        EdgeKind::Optional => quote!(__p::optional(&#place, &scopes).await?),
        _ => quote!(::core::clone::Clone::clone(&#place)),
    }
}
