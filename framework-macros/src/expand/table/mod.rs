//! The tables of an application, its slots, and the functions that fill them.

mod arguments;
mod checks;
mod names;
mod packing;
mod scoped;
mod steps;
mod warnings;
mod wiring;

use arguments::precedence;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::{
    graph::{Cells, Graph},
    model::{OfferKind, Role},
};

/// Everything that `#[app]` adds beside the type itself.
pub(super) fn table(graph: &Graph, doc: &str) -> TokenStream {
    let app = &graph.app;
    let name = app.to_string();
    let aliases = names::aliases(graph);
    let wiring = wiring::wiring(graph);
    let (nodes, edges, modules) = (graph.nodes.len(), graph.edges.len(), graph.modules.len());
    let candidates: usize = graph.edges.iter().map(|edge| edge.candidates.len()).sum();
    let slots = slots(graph);
    let lookups = lookups(graph);
    let steps = steps::steps(graph);
    let checks = checks::checks(graph);
    quote! {
        const _: () = {
            use ::purlin::__private::{self as __p, Differs as _, Lacks as _, NoFacts as _, Pick as _, Unshared as _};
            #aliases
            #wiring
            static __PURLIN_ANALYSIS: __p::Analysis<#nodes, #edges, #candidates, #modules> =
                __p::analyse(&__PURLIN_WIRING);
            static __PURLIN_VIEW: __p::AnalysisView = __PURLIN_ANALYSIS.view(&__PURLIN_WIRING);
            #slots
            #steps
            #[automatically_derived]
            impl __p::Assembled for #app {
                type Slots = __PurlinSlots;
                const NAME: &'static str = #name;
                const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
                const DOC: &'static str = #doc;
                const WIRING: &'static __p::Wiring = &__PURLIN_WIRING;
                const ANALYSIS: __p::AnalysisView = __PURLIN_VIEW;
                const TABLE: __p::Table<__PurlinSlots> = __PURLIN_TABLE;
                fn index() -> &'static __p::Index {
                    static INDEX: __p::Index = __p::Index::new();
                    &INDEX
                }
            }
            #lookups
            #checks
        };
    }
}

/// One typed cell per service, interface and contribution, and beside them what is no `Arc`.
fn slots(graph: &Graph) -> TokenStream {
    let makers = graph.nodes.iter().enumerate();
    let makers = makers
        .filter(|(_, node)| node.role.makes() && !node.is_made_at_start())
        .map(|(node, described)| {
            let (field, output) = (names::slot_of_node(graph, node), names::output(node));
            let slot = scoped::slot_type(described, &output);
            quote!(#field: #slot,)
        });
    let live = (0..graph.nodes.len())
        .filter(|&node| is_section(graph, node))
        .map(|node| {
            let (field, output) = (names::slot_of_live(node), names::output(node));
            quote!(#field: __p::Option<__p::Live<#output>>,)
        });
    let bound = graph.offers.iter().enumerate();
    let bound = bound
        .filter(|(number, offer)| {
            let made_later = graph.cells.of_offer(*number).is_none();
            offer.kind != OfferKind::Own && offer.kind.gives() && made_later
        })
        .map(|(offer, described)| {
            let (field, ty) = (names::made_as(offer), names::offered(graph, offer));
            let slot = scoped::slot_type(&graph.nodes[described.node], &ty);
            quote!(#field: #slot,)
        });
    let offers = graph.offers.iter().enumerate();
    let lazy = offers.filter(|(_, offer)| offer.lazy).map(|(offer, _)| {
        let (field, ty) = (names::lazy_of_offer(offer), names::offered(graph, offer));
        quote!(#field: __p::Lazy<#ty>,)
    });
    let types = row_types(graph);
    let fields: Vec<Ident> = (0..types.len()).map(names::row).collect();
    let numbers = (0..types.len()).map(arguments::number);
    let numbers: Vec<Literal> = numbers.collect();
    quote! {
        #[derive(::core::default::Default)]
        #[allow(unnameable_types, unreachable_pub, reason = "expansion of Purlin")]
        pub struct __PurlinSlots {
            #(#fields: #types,)* #(#makers)* #(#live)* #(#bound)* #(#lazy)*
        }
        #[automatically_derived]
        impl __p::Slots for __PurlinSlots {
            fn row(&self, row: usize) -> __p::Option<&dyn __p::Cells> {
                match row { #(#numbers => __p::Option::Some(&self.#fields),)* _ => __p::Option::None }
            }
            fn row_mut(&mut self, row: usize) -> __p::Option<&mut dyn __p::Cells> {
                match row { #(#numbers => __p::Option::Some(&mut self.#fields),)* _ => __p::Option::None }
            }
        }
    }
}

/// The types of the rows of cells.
fn row_types(graph: &Graph) -> Vec<TokenStream> {
    let own = graph.nodes.iter().enumerate().map(|(number, node)| {
        if node.role.makes() && node.is_made_at_start() {
            names::output(number).into_token_stream()
        } else {
            quote!(())
        }
    });
    let behind = graph.cells.behind().iter().map(|&(offer, is_handle)| {
        let ty = names::offered(graph, offer);
        let node = &graph.nodes[graph.offers[offer].node];
        match scoped::handle(node).filter(|_| is_handle) {
            Some(handle) => quote!(__p::#handle<#ty>),
            None => ty,
        }
    });
    let parts: Vec<TokenStream> = own.chain(behind).collect();
    let rows = Cells::rows(&parts);
    rows.map(|row| quote!(__p::Row<#(#row),*>)).collect()
}

/// What makes `running.get::<T>()` a field access that the compiler checks.
fn lookups(graph: &Graph) -> TokenStream {
    let app = &graph.app;
    let mut tokens = TokenStream::new();
    for (number, offer) in graph.offers.iter().enumerate() {
        if offer.kind == OfferKind::Contribution || !offer.kind.gives() {
            continue;
        }
        let (mut cell, mut ty) = (graph.cells.of_offer(number), names::offered(graph, number));
        // What is not made at start is looked up by its handle, if it has one.
        let node = &graph.nodes[offer.node];
        if let Some(handle) = scoped::handle(node) {
            cell = graph.cells.of_handle(number);
            ty = quote!(__p::#handle<#ty>);
        }
        let Some(cell) = cell else { continue };
        let (key, field) = (super::index::short_index(number), names::cell(cell));
        let place = if offer.contested {
            first_there(graph, number, &field, &ty)
        } else {
            quote!(&slots.#field)
        };
        // Of several providers of one type the one that wins is looked up.
        let (asked, slot) = if offer.contested {
            let select = quote!(
                __p::Select<{ __p::wins(&__PURLIN_WIRING, #number) }>
            );
            (
                quote!(<#select as __p::Pick<#ty, #key>>::Type),
                quote!(<#select as __p::Pick<#ty, #key>>::view(#place)),
            )
        } else {
            (quote!(#ty), place)
        };
        tokens.extend(quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl __p::Has<#asked, __p::Key<#key>> for #app {
                type Slots = __PurlinSlots;
                fn slot(slots: &__PurlinSlots) -> &__p::Option<__p::Arc<#asked>> {
                    #slot
                }
            }
        });
    }
    tokens
}

/// Where a type of several providers is found: in the slot of the one that wins, unless some are
/// there under conditions only; then in the first slot that is filled.
fn first_there(graph: &Graph, offer: usize, field: &TokenStream, ty: &TokenStream) -> TokenStream {
    let described = &graph.offers[offer];
    let mut group: Vec<usize> = (0..graph.offers.len())
        .filter(|&other| {
            let rival = &graph.offers[other];
            rival.ident == described.ident
                && matches!(rival.kind, OfferKind::Own | OfferKind::Interface)
                && graph.nodes[rival.node].role == graph.nodes[described.node].role
                && graph.nodes[rival.node].is_made_at_start()
        })
        .collect();
    let conditional = |&offer: &usize| graph.nodes[graph.offers[offer].node].when.is_some();
    if !graph.nodes[described.node].is_made_at_start() || !group.iter().any(conditional) {
        return quote!(&slots.#field);
    }
    group.sort_by_key(|&offer| precedence(graph, offer));
    let others = group.into_iter().map(|other| {
        let (offered, slot) = (
            names::offered(graph, other),
            names::slot_of_offer(graph, other),
        );
        quote!(let found = __p::Probe::<#ty, #offered>::or(found, &slots.#slot);)
    });
    quote!({
        let found: &__p::Option<__p::Arc<#ty>> = &__p::Option::None;
        #(#others)*
        found
    })
}

/// Whether the node is a configuration section.
fn is_section(graph: &Graph, node: usize) -> bool {
    graph.nodes[node].role == Role::Config
}
