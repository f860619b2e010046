use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemStruct, Type};

use super::{attribute_span, entry, fallback, hidden::hidden_macro, name_span};
use crate::{
    codes, normalize,
    parse::MethodMarkers,
    seen,
    wire::{encode_component, identity},
};

/// `#[provides]` or `#[contributes]` as an attribute of its own: constructor injection.
pub(crate) fn component(attribute: &str, args: &TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Ok(Item::Struct(mut declared)) = syn::parse2::<Item>(item.clone()) else {
        return misplaced(attribute, item, diagnostics);
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
        seen::component(&declared.ident, id, &made);
    } else if declared.generics.params.is_empty() {
        let interfaces = fallback::interfaces(std::slice::from_ref(&made));
        tokens.extend(fallback::named([], interfaces));
    }
    tokens.extend(hidden_macro(
        &declared.ident,
        id,
        &declared.vis.to_token_stream(),
        &meta,
    ));
    tokens
}

/// The item as it is, beside an error. What could be listed can still be listed.
fn misplaced(attribute: &str, item: TokenStream, mut diagnostics: Diagnostics) -> TokenStream {
    let headline = format!("`#[{attribute}]` belongs on a struct, or on a method of a module");
    let parsed = syn::parse2::<Item>(item.clone());
    let help = match &parsed {
        Ok(Item::Fn(_)) => "put `#[module]` on its `impl` block, or move it into one that has it",
        Ok(Item::Enum(_) | Item::Union(_)) => {
            "make it a `struct`, or return it from a method of a module"
        }
        _ => "put it on a struct, or on a method in an `impl` block with `#[module]`",
    };
    diagnostics.push(Diagnostic::new(codes::MISPLACED, name_span(&item), headline).help(help));
    let mut tokens = diagnostics.into_tokens();
    if let Ok(Item::Enum(declared)) = &parsed {
        tokens.extend(hidden_macro(
            &declared.ident,
            identity(declared.ident.span(), &item),
            &declared.vis.to_token_stream(),
            &encode_component(&declared.ident, None),
        ));
    }
    tokens.extend(item);
    tokens
}

/// The attribute that was called, and others of ours below it, which are taken off.
fn markers(
    attribute: &str,
    args: &TokenStream,
    declared: &mut ItemStruct,
    diagnostics: &mut Diagnostics,
) -> MethodMarkers {
    let span = attribute_span(&declared.to_token_stream());
    let name = Ident::new(attribute, span);
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
    MethodMarkers::take("struct", &mut declared.attrs, diagnostics)
}

fn own_type(ident: &Ident) -> Type {
    syn::parse_quote!(#ident)
}
