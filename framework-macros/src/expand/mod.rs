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
#[cfg(test)]
mod partial;
mod reload;
mod scoped;
mod shape;
mod table;
mod typed;

use proc_macro2::{Span, TokenStream, TokenTree};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::Item;

use crate::codes;

/// The item as it is, beside an error: the attribute means something only on a method of a
/// module, where `#[module]` takes it off.
pub(crate) fn misplaced(attribute: &str, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let headline = format!("`#[{attribute}]` belongs on a method of a module");
    diagnostics.push(
        Diagnostic::new(codes::MISPLACED, attribute_span(&item), headline).help(format!(
            "put `#[module]` on its `impl` block, move it into one that has it, or remove `#[{attribute}]`"
        )),
    );
    let mut tokens = diagnostics.into_tokens();
    tokens.extend(item);
    tokens
}

/// The attribute that was called: it is not among the tokens, but it is where the macro was
/// called. Resolved where the item is, so that the compiler shows no trace of macros.
fn attribute_span(item: &TokenStream) -> Span {
    first_span(item).located_at(Span::call_site())
}

/// The name of an item, or its first token if it has none.
fn name_span(item: &TokenStream) -> Span {
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Enum(item)) => item.ident.span(),
        Ok(Item::Fn(item)) => item.sig.ident.span(),
        Ok(Item::Struct(item)) => item.ident.span(),
        Ok(Item::Trait(item)) => item.ident.span(),
        Ok(Item::Union(item)) => item.ident.span(),
        Ok(Item::Type(item)) => item.ident.span(),
        Ok(Item::Mod(item)) => item.ident.span(),
        _ => first_span(item),
    }
}

/// Where tokens can be pointed at: the first of them.
fn first_span(tokens: &TokenStream) -> Span {
    tokens
        .clone()
        .into_iter()
        .next()
        .as_ref()
        .map_or_else(Span::call_site, TokenTree::span)
}
