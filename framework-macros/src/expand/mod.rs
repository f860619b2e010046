//! The model to tokens. Nothing here can fail; where a declaration has mistakes, `fallback` says
//! what stands in its place so that one mistake is one error.

pub(crate) mod app;
mod assemble;
pub(crate) mod collect;
pub(crate) mod component;
mod entry;
mod fallback;
mod hidden;
mod index;
pub(crate) mod module;
mod table;

use proc_macro2::{Span, TokenStream, TokenTree};
use purlin_macros_kit::{Diagnostic, Diagnostics};

use crate::codes;

/// The item as it is, beside an error: the attribute means something only on a method of a
/// module, where `#[module]` takes it off.
pub(crate) fn misplaced(attribute: &str, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let headline = format!("`#[{attribute}]` belongs on a method of a module");
    // The attribute itself is not among the tokens: its name is where the macro was called.
    diagnostics.push(
        Diagnostic::new(codes::MISPLACED, Span::call_site(), headline).help(format!(
            "move it into an `impl` block with `#[module]`, or remove `#[{attribute}]`"
        )),
    );
    let mut tokens = diagnostics.into_tokens();
    tokens.extend(item);
    tokens
}

/// Where an item can be pointed at: its first token.
fn first_span(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .as_ref()
        .map_or_else(Span::call_site, TokenTree::span)
}
