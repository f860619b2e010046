use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::Diagnostic;
use quote::{quote, quote_spanned};

use super::checks::at;
use crate::{
    codes,
    graph::{Graph, uncollected, unused},
    model::{OfferKind, Role},
    wire::EdgeKind,
};

/// What is provided and never used, as warnings at their own tokens.
///
/// Stable Rust has no warning of a macro's own; the use of a deprecated constant is one, and it
/// says what the constant says. While the graph has errors, what is unused may be so because of
/// them: then the constant is one that is not deprecated.
pub(super) fn warnings(graph: &Graph) -> TokenStream {
    let mut tokens = quote! {
        const __PURLIN_SOUND: bool = __PURLIN_VIEW.is_sound();
    };
    let (unused, uncollected) = (unused(graph), uncollected(graph));
    if unused.is_empty() && uncollected.is_empty() {
        return TokenStream::new();
    }
    for (node, collector) in uncollected {
        let described = &graph.nodes[node];
        let (app, module) = (&graph.app, &graph.modules[described.module].name);
        let headline = format!(
            "nothing in `{app}` serves what `{}` contributes",
            described.label(graph)
        );
        let help = format!(
            "list `{collector}` in `#[app(modules = […])]` of `{app}`, or in `imports = […]` of \
             `{module}`"
        );
        let span = at(graph, described.span);
        let text = Diagnostic::new(codes::UNUSED, span, headline).help(help);
        tokens.extend(warning(span, &text.text()));
    }
    for node in unused {
        let described = &graph.nodes[node];
        let (what, name, help) = match described.role {
            Role::Config => (
                "configuration section",
                described.ty.clone(),
                "ask for it, or remove it from `config = …` of its module".to_owned(),
            ),
            _ if described.name == described.ty => (
                "component",
                described.name.clone(),
                format!(
                    "ask for {it}, name it in `#[app(expose = [{ty}])]`, mark it \
                     `#[provides(keep)]`, or remove it from `components`",
                    it = interface(graph, node)
                        .map_or_else(|| "it".to_owned(), |ty| format!("`{ty}`")),
                    ty = interface(graph, node).unwrap_or(&described.ty),
                ),
            ),
            _ => (
                "provider",
                format!(
                    "{}::{}",
                    graph.modules[described.module].name, described.name
                ),
                format!(
                    "ask for `{ty}`, name it in `#[app(expose = [{ty}])]`, mark it \
                     `#[provides(keep)]`, or remove it",
                    ty = interface(graph, node).unwrap_or(&described.ty),
                ),
            ),
        };
        let help = match interface(graph, node) {
            Some(ty) if is_asked_as_set(graph, ty) => {
                format!("for `All<{ty}>` write `#[contributes({ty})]`; else {help}")
            }
            _ => help,
        };
        let span = at(graph, described.span);
        let headline = format!("nothing in `{}` uses the {what} `{name}`", graph.app);
        let text = Diagnostic::new(codes::UNUSED, span, headline)
            .help(help)
            .text();
        tokens.extend(warning(span, &text));
    }
    tokens
}

/// The use of a constant that is deprecated with this text, unless the graph has errors.
fn warning(span: Span, text: &str) -> TokenStream {
    let usage = quote_spanned!(span=> unused_in_the_graph);
    quote! {
        const _: () = {
            struct Graph<const SOUND: bool>;
            #[allow(non_upper_case_globals, reason = "expansion of Purlin")]
            impl Graph<true> {
                #[deprecated(note = #text)]
                const unused_in_the_graph: () = ();
            }
            #[allow(non_upper_case_globals, dead_code, reason = "expansion of Purlin")]
            impl Graph<false> {
                const unused_in_the_graph: () = ();
            }
            <Graph<__PURLIN_SOUND>>::#usage
        };
    }
}

/// Whether somebody asks for all contributions of an interface.
fn is_asked_as_set(graph: &Graph, ty: &str) -> bool {
    let is_set = |kind| matches!(kind, EdgeKind::All | EdgeKind::AllNamed);
    let mut edges = graph.edges.iter();
    edges.any(|edge| is_set(edge.asked.kind) && edge.asked.ty == ty)
}

/// The interface that a node is provided as, which is what it is asked for by.
fn interface(graph: &Graph, node: usize) -> Option<&str> {
    let offers = &graph.offers[graph.nodes[node].offers.clone()];
    let found = offers
        .iter()
        .find(|offer| offer.kind == OfferKind::Interface)?;
    Some(&found.ty)
}
