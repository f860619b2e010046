use proc_macro2::TokenStream;
use purlin_macros_kit::Diagnostic;
use quote::{quote, quote_spanned};

use super::checks::at;
use crate::{
    codes,
    graph::{Graph, unused},
    model::{OfferKind, Role},
};

/// What is provided and never used, as warnings at their own tokens.
///
/// Stable Rust has no warning of a macro's own; the use of a deprecated constant is one, and it
/// says what the constant says. While the graph has errors, what is unused may be so because of
/// them: then the constant is one that is not deprecated.
pub(super) fn warnings(graph: &Graph) -> TokenStream {
    let mut tokens = quote! {
        const __PURLIN_SOUND: bool = __p::sound(&__PURLIN_WIRING, &__PURLIN_VIEW);
    };
    let unused = unused(graph);
    if unused.is_empty() {
        return TokenStream::new();
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
        let span = at(graph, described.span);
        let headline = format!("nothing in `{}` uses the {what} `{name}`", graph.app);
        let text = Diagnostic::new(codes::UNUSED, span, headline)
            .help(help)
            .text();
        let usage = quote_spanned!(span=> unused_in_the_graph);
        tokens.extend(quote! {
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
        });
    }
    tokens
}

/// The interface that a node is provided as, which is what it is asked for by.
fn interface(graph: &Graph, node: usize) -> Option<&str> {
    let offers = &graph.offers[graph.nodes[node].offers.clone()];
    let found = offers
        .iter()
        .find(|offer| offer.kind == OfferKind::Interface)?;
    Some(&found.ty)
}
