use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{names, warnings};
use crate::{
    graph::{Graph, Subject},
    model::{OfferKind, Role},
    wire::EdgeKind,
};

/// One `const` per rule and place; its tokens stand where the user's own token stands, so that
/// is where the compiler shows the error.
pub(super) fn checks(graph: &Graph) -> TokenStream {
    let mut tokens = TokenStream::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        // An optional dependency or a set cannot be missing, but it can close a loop.
        let trivial = edge.candidates.is_empty()
            && !matches!(
                edge.asked.kind,
                EdgeKind::One | EdgeKind::Lazy | EdgeKind::Live
            )
            && edge.asked.minimum == 0
            || matches!(edge.subject, Subject::Offer(_)) && edge.candidates.is_empty();
        if trivial {
            continue;
        }
        let (span, number) = (
            at(graph, edge.asked.span),
            Literal::usize_unsuffixed(number),
        );
        tokens.extend(quote_spanned! {span=>
            const _: () = __p::check_edge(&__PURLIN_WIRING, &__PURLIN_VIEW, #number);
        });
    }
    for (number, offer) in graph.offers.iter().enumerate() {
        let twins = offer.kind == OfferKind::Own && !offer.rivals.is_empty();
        if !twins && !offer.mapped && offer.kind.gives() {
            continue;
        }
        let (span, number) = (at(graph, offer.span), Literal::usize_unsuffixed(number));
        tokens.extend(quote_spanned! {span=>
            const _: () = __p::check_offer(&__PURLIN_WIRING, &__PURLIN_VIEW, #number);
        });
    }
    tokens.extend(prefixes(graph));
    tokens.extend(warnings::warnings(graph));
    tokens
}

fn prefixes(graph: &Graph) -> TokenStream {
    let sections: Vec<usize> = (0..graph.nodes.len())
        .filter(|&node| graph.nodes[node].role == Role::Config)
        .collect();
    if sections.len() < 2 {
        return TokenStream::new();
    }
    let rows = sections.iter().map(|&node| {
        let output = names::output(graph, node);
        let node = Literal::usize_unsuffixed(node);
        quote!((#node, <#output as __p::ConfigSection>::PREFIX))
    });
    let checks = sections.iter().enumerate().skip(1).map(|(index, &node)| {
        let offer = &graph.offers[graph.nodes[node].offers.start];
        let span = at(graph, offer.span);
        quote_spanned! {span=>
            const _: () = __p::check_sections(&__PURLIN_WIRING, __PURLIN_SECTIONS, #index);
        }
    });
    quote! {
        const __PURLIN_SECTIONS: &[(usize, &str)] = &[#(#rows),*];
        #(#checks)*
    }
}

/// The place of `span` without the trace of macros that led there: the user wrote the token, and
/// wants to see nothing else.
pub(super) fn at(graph: &Graph, span: Span) -> Span {
    graph.app.span().located_at(span)
}
