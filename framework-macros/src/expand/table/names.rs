use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::super::index::short_index;
use crate::{
    graph::{Cells, Graph, Subject},
    model::{OfferKind, Role},
};

/// Short names for the types that carry entries; the paths were written by their own authors.
pub(super) fn aliases(graph: &Graph) -> TokenStream {
    let app = &graph.app;
    let modules = graph.modules.iter().enumerate().map(|(number, module)| {
        let (alias, reach) = (format_ident!("__PurlinM{}", number), &module.reach);
        quote!(type #alias = #reach;)
    });
    let components = graph
        .owners
        .iter()
        .enumerate()
        .filter_map(|(number, owner)| {
            let index = short_index(owner.component?);
            let alias = format_ident!("__PurlinC{}", number);
            let module = format_ident!("__PurlinM{}", owner.module);
            Some(quote!(type #alias = <#module as __p::Component<#app, #index>>::Type;))
        });
    let made = graph.nodes.iter().enumerate();
    let outputs = made
        .filter(|(_, node)| node.role.makes())
        .map(|(number, _)| {
            let alias = output(number);
            // A component makes itself: the compiler has less to look up.
            if graph.owners[graph.nodes[number].owner].component.is_some() {
                let owner = owner(graph, number);
                return quote!(type #alias = #owner;);
            }
            let entry = entry(graph, number);
            quote!(type #alias = #entry::Output;)
        });
    quote!(#(#modules)* #(#components)* #(#outputs)*)
}

/// The type that carries the entry of a node.
pub(super) fn owner(graph: &Graph, node: usize) -> Ident {
    let number = graph.nodes[node].owner;
    let owner = &graph.owners[number];
    match owner.component {
        Some(_) => format_ident!("__PurlinC{}", number),
        None => format_ident!("__PurlinM{}", owner.module),
    }
}

/// `Trait<App, index>` of the node's entry.
pub(super) fn entry(graph: &Graph, node: usize) -> TokenStream {
    let (app, owner) = (&graph.app, owner(graph, node));
    let index = short_index(graph.nodes[node].index);
    let role = match graph.nodes[node].role {
        Role::Service if graph.nodes[node].lives.assisted => quote!(AssistedProvider),
        Role::Service if graph.nodes[node].is_async || !graph.nodes[node].is_made_at_start() => {
            quote!(AsyncProvider)
        }
        Role::Service => quote!(Provider),
        Role::Config => quote!(Section),
        Role::OnStart | Role::OnDrain | Role::OnStop => quote!(Hook),
        Role::OnReload => quote!(ReloadHook),
        Role::Health => quote!(Check),
        Role::Task | Role::Expose => quote!(Task),
        Role::Decorator => quote!(Decorator),
    };
    quote!(<#owner as __p::#role<#app, #index>>)
}

/// The type that a node makes.
pub(super) fn output(node: usize) -> Ident {
    format_ident!("__PurlinO{}", node)
}

/// `Bind<App, index, position>` of an interface or contribution.
pub(super) fn bind(graph: &Graph, offer: usize) -> TokenStream {
    let described = &graph.offers[offer];
    let (app, owner) = (&graph.app, owner(graph, described.node));
    let index = short_index(graph.nodes[described.node].index);
    let position = short_index(described.position);
    quote!(<#owner as __p::Bind<#app, #index, #position>>)
}

/// The type of an offer.
pub(super) fn offered(graph: &Graph, offer: usize) -> TokenStream {
    match graph.offers[offer].kind {
        OfferKind::Own => return output(graph.offers[offer].node).into_token_stream(),
        OfferKind::Decoration | OfferKind::SetDecoration => {
            let entry = entry(graph, graph.offers[offer].node);
            return quote!(#entry::Key);
        }
        OfferKind::Interface | OfferKind::Contribution => {}
    }
    let bind = bind(graph, offer);
    quote!(#bind::Key)
}

/// The type that an edge asks for.
pub(super) fn asked(graph: &Graph, edge: usize) -> TokenStream {
    let described = &graph.edges[edge];
    let position = match described.subject {
        Subject::Dependency(position) => short_index(position),
        Subject::Offer(offer) => return offered(graph, offer),
    };
    let (app, owner) = (&graph.app, owner(graph, described.node));
    let index = short_index(graph.nodes[described.node].index);
    quote!(<#owner as __p::Dep<#app, #index, #position>>::Ty)
}

/// What answers whether a type implements the interface that an edge asks for.
pub(super) fn asked_by(graph: &Graph, edge: usize) -> TokenStream {
    let described = &graph.edges[edge];
    let Subject::Dependency(position) = described.subject else {
        return TokenStream::new();
    };
    let (app, owner) = (&graph.app, owner(graph, described.node));
    let index = short_index(graph.nodes[described.node].index);
    let position = short_index(position);
    quote!(<#owner as __p::Asked<#app, #index, #position>>::By)
}

/// Which instance a node belongs to; empty for a module that has only one.
pub(super) fn instance(graph: &Graph, node: usize) -> &str {
    &graph.modules[graph.nodes[node].module].instance
}

/// Where the section of a node is read from: the prefix of its type, or below it for an instance.
pub(super) fn prefix(graph: &Graph, node: usize) -> TokenStream {
    let output = output(node);
    match instance(graph, node) {
        "" => quote!(<#output as __p::ConfigSection>::PREFIX),
        instance => quote!({
            const LENGTH: usize =
                __p::instance_length(<#output as __p::ConfigSection>::PREFIX, #instance);
            const PATH: [::core::primitive::u8; LENGTH] =
                __p::instance_path(<#output as __p::ConfigSection>::PREFIX, #instance);
            __p::instance_text(&PATH)
        }),
    }
}

/// The field of a cell: `r1.c4`.
pub(super) fn cell(cell: usize) -> TokenStream {
    let (row, cell) = Cells::place(cell);
    let (row, cell) = (self::row(row), format_ident!("c{}", cell));
    quote!(#row.#cell)
}

/// The field of a row of cells.
pub(super) fn row(row: usize) -> Ident {
    format_ident!("r{}", row)
}

/// Where a node is: in its cell, or in a field of its own.
pub(super) fn slot_of_node(graph: &Graph, node: usize) -> TokenStream {
    if graph.nodes[node].is_made_at_start() {
        cell(node)
    } else {
        format_ident!("n{}", node).into_token_stream()
    }
}

/// Where those who ask for an offer lazily will find it.
pub(super) fn lazy_of_offer(offer: usize) -> Ident {
    format_ident!("l{}", offer)
}

pub(super) fn slot_of_offer(graph: &Graph, offer: usize) -> TokenStream {
    match (graph.cells.of_offer(offer), graph.offers[offer].kind) {
        (Some(cell), _) => self::cell(cell),
        (None, OfferKind::Own) => slot_of_node(graph, graph.offers[offer].node),
        (None, _) => made_as(offer).into_token_stream(),
    }
}

/// What is made for an offer of what is not made at start.
pub(super) fn made_as(offer: usize) -> Ident {
    format_ident!("o{}", offer)
}

/// Where the handle of an offer that is not made at start is.
pub(super) fn handle_of_offer(graph: &Graph, offer: usize) -> Option<TokenStream> {
    let cell = graph.cells.of_handle(offer)?;
    Some(self::cell(cell))
}

/// Where the handle of a section that follows reloads is.
pub(super) fn slot_of_live(node: usize) -> Ident {
    format_ident!("l{}", node)
}
