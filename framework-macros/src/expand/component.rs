use proc_macro2::{Ident, Span, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemStruct, Type};

use super::{entry, first_span, hidden::hidden_macro};
use crate::{
    codes, normalize,
    parse::MethodMarkers,
    wire::{encode_component, identity},
};

/// `#[provides]` or `#[contributes]` as an attribute of its own: constructor injection.
pub(crate) fn component(attribute: &str, args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Ok(Item::Struct(mut declared)) = syn::parse2::<Item>(item.clone()) else {
        let headline = format!("`#[{attribute}]` belongs on a struct, or on a method of a module");
        diagnostics.push(
            Diagnostic::new(codes::MISPLACED, first_span(&item), headline).help(
                "move the function into an `impl` block with `#[module]`, or put it on a struct",
            ),
        );
        let mut tokens = diagnostics.into_tokens();
        tokens.extend(item);
        return tokens;
    };
    let id = identity(declared.ident.span(), &item);
    let markers = markers(attribute, args, &mut declared, &mut diagnostics);
    let made = normalize::component(&mut declared, &markers, &mut diagnostics);
    let valid = diagnostics.is_empty();
    let meta = encode_component(&declared.ident, valid.then_some(&made));
    let mut tokens = diagnostics.into_tokens();
    declared.to_tokens(&mut tokens);
    if valid {
        tokens.extend(entry::entry(&own_type(&declared.ident), &made));
    }
    tokens.extend(hidden_macro(
        &declared.ident,
        id,
        &declared.vis.to_token_stream(),
        &meta,
    ));
    tokens
}

/// The attribute that was called, and others of ours below it, which are taken off.
fn markers(
    attribute: &str,
    args: TokenStream,
    declared: &mut ItemStruct,
    diagnostics: &mut Diagnostics,
) -> MethodMarkers {
    let name = Ident::new(attribute, Span::call_site());
    let called: Vec<Attribute> = syn::parse::Parser::parse2(
        Attribute::parse_outer,
        if args.is_empty() {
            quote!(#[#name])
        } else {
            quote!(#[#name(#args)])
        },
    )
    .unwrap_or_default();
    declared.attrs.splice(0..0, called);
    MethodMarkers::take(&mut declared.attrs, diagnostics)
}

fn own_type(ident: &Ident) -> Type {
    syn::parse_quote!(#ident)
}
