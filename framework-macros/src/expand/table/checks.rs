use proc_macro2::{Ident, Literal, Span, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::{quote, quote_spanned};

use super::{names, warnings};
use crate::{
    codes,
    graph::{Graph, Subject},
    model::{OfferKind, Place, Role},
    wire::EdgeKind,
};

/// One `const` per rule and place; its tokens stand where the user's own token stands, so that
/// is where the compiler shows the error.
pub(super) fn checks(graph: &Graph) -> TokenStream {
    // A `const` that names statics costs the compiler twice as much as one that calls a function.
    let rules = [
        "check_edge",
        "check_shared",
        "check_shared_as",
        "check_offer",
    ];
    let mut tokens: TokenStream = rules
        .iter()
        .map(|rule| {
            let rule = Ident::new(rule, Span::call_site());
            quote! {
                #[track_caller]
                #[allow(dead_code, reason = "expansion of Purlin: not every application needs it")]
                const fn #rule(number: usize) {
                    __p::#rule(&__PURLIN_WIRING, &__PURLIN_VIEW, number);
                }
            }
        })
        .collect();
    for (number, edge) in graph.edges.iter().enumerate() {
        // An optional dependency or a set cannot be missing, but it can close a loop.
        let trivial = edge.candidates.is_empty()
            && !edge.asked.kind.is_required()
            && edge.asked.kind != EdgeKind::Live
            && edge.asked.minimum == 0
            || matches!(edge.subject, Subject::Offer(_)) && edge.candidates.is_empty();
        if trivial {
            continue;
        }
        if edge.asked.kind == EdgeKind::Live && edge.candidates.is_empty() {
            tokens.extend(no_section(graph, number));
            continue;
        }
        let (span, number) = (
            at(graph, edge.asked.span),
            Literal::usize_unsuffixed(number),
        );
        tokens.extend(quote_spanned! {span=>
            const _: () = check_edge(#number);
        });
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        if node.role == Role::Service && !node.lives.assisted {
            let own = graph.offers[node.offers.clone()].first();
            let own = own.filter(|offer| offer.kind == OfferKind::Own);
            let span = at(graph, own.map_or(node.span, |offer| offer.span));
            let number = Literal::usize_unsuffixed(number);
            tokens.extend(quote_spanned! {span=>
                const _: () = check_shared(#number);
            });
        }
    }
    for (number, offer) in graph.offers.iter().enumerate() {
        if matches!(offer.kind, OfferKind::Interface | OfferKind::Contribution) {
            let (span, number) = (at(graph, offer.span), Literal::usize_unsuffixed(number));
            tokens.extend(quote_spanned! {span=>
                const _: () = check_shared_as(#number);
            });
        }
        let twins = offer.kind == OfferKind::Own && !offer.rivals.is_empty();
        if !twins && !offer.mapped && offer.kind.gives() {
            continue;
        }
        let (span, number) = (at(graph, offer.span), Literal::usize_unsuffixed(number));
        tokens.extend(quote_spanned! {span=>
            const _: () = check_offer(#number);
        });
    }
    for (number, offer) in graph.offers.iter().enumerate() {
        if let Some(span) = offer.replaces {
            let (span, number) = (at(graph, span), Literal::usize_unsuffixed(number));
            tokens.extend(quote_spanned! {span=>
                const _: () = __p::check_replaced(&__PURLIN_WIRING, #number);
            });
        }
    }
    tokens.extend(prefixes(graph));
    tokens.extend(instances(graph));
    tokens.extend(conditions(graph));
    tokens.extend(warnings::warnings(graph));
    tokens
}

/// What stands below `instances` of a section is its instances, so no field can be called so. One
/// mistake of a section is one error, however many instances its module has.
fn instances(graph: &Graph) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut known: Vec<&Place> = Vec::new();
    for (node, described) in graph.nodes.iter().enumerate() {
        let one_of_several = !names::instance(graph, node).is_empty();
        if described.role != Role::Config || !one_of_several || known.contains(&&described.place) {
            continue;
        }
        known.push(&described.place);
        let output = names::output(node);
        let offer = &graph.offers[described.offers.start];
        let (span, ty) = (at(graph, offer.span), &offer.ty);
        tokens.extend(quote_spanned! {span=>
            const _: () = __p::check_instances(<#output as __p::ConfigSection>::FIELDS, #ty);
        });
    }
    tokens
}

/// A condition is about a setting of some section.
fn conditions(graph: &Graph) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut known: Vec<&Place> = Vec::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let Some(when) = &node.when else { continue };
        // One mistake of a module is one error, however many instances it has.
        if known.contains(&&when.place) {
            continue;
        }
        known.push(&when.place);
        let span = at(graph, when.path.span());
        let number = Literal::usize_unsuffixed(number);
        tokens.extend(quote_spanned! {span=>
            const _: () = __p::check_condition(&__PURLIN_WIRING, #number, __PURLIN_SETTINGS);
        });
    }
    if tokens.is_empty() {
        return tokens;
    }
    let sections = (0..graph.nodes.len()).filter(|&node| graph.nodes[node].role == Role::Config);
    let rows = sections.map(|node| {
        let output = names::output(node);
        quote!((
            <#output as __p::ConfigSection>::PREFIX,
            <#output as __p::ConfigSection>::FIELDS,
        ))
    });
    quote! {
        const __PURLIN_SETTINGS: &[(&str, &[__p::FieldInfo])] = &[#(#rows),*];
        #tokens
    }
}

fn prefixes(graph: &Graph) -> TokenStream {
    let sections: Vec<usize> = (0..graph.nodes.len())
        .filter(|&node| graph.nodes[node].role == Role::Config)
        .collect();
    if sections.len() < 2 {
        return TokenStream::new();
    }
    let rows = sections.iter().map(|&node| {
        let prefix = names::prefix(graph, node);
        let node = Literal::usize_unsuffixed(node);
        quote!((#node, #prefix))
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

/// Something that is no section of the configuration is to follow it: no type need decide that.
fn no_section(graph: &Graph, edge: usize) -> TokenStream {
    let edge = &graph.edges[edge];
    let (subject, asked) = (&graph.nodes[edge.node].name, &edge.asked.ty);
    let headline = format!(
        "`{subject}` follows reloads of `{asked}`, which is no section that `{}` reads",
        graph.app
    );
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(
        Diagnostic::new(codes::MISSING, at(graph, edge.asked.span), headline).help(format!(
            "ask for `Arc<{asked}>`, or list the section in `config = {asked}` of its module"
        )),
    );
    diagnostics.into_tokens()
}
