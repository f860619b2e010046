use proc_macro2::TokenStream;
use purlin_macros_kit::Diagnostics;
use quote::{ToTokens, quote};
use syn::{ImplItem, Item, TraitItem, parse_quote};

use crate::{
    expand::implementation,
    model::{Block, Verb},
};

/// An item that is no `impl` block of a type: as it is but for the attributes that only we know,
/// beside the errors.
pub(crate) fn item(item: TokenStream, diagnostics: Diagnostics) -> TokenStream {
    let errors = diagnostics.into_tokens();
    let item = match syn::parse2(item.clone()) {
        Ok(Item::Impl(mut block)) => {
            for member in &mut block.items {
                if let ImplItem::Fn(method) = member {
                    method
                        .attrs
                        .retain(|attribute| Verb::of(attribute).is_none());
                }
            }
            block.into_token_stream()
        }
        Ok(Item::Trait(mut block)) => {
            for member in &mut block.items {
                if let TraitItem::Fn(method) = member {
                    method
                        .attrs
                        .retain(|attribute| Verb::of(attribute).is_none());
                }
            }
            block.into_token_stream()
        }
        _ => item,
    };
    quote! {
        #item
        #errors
    }
}

/// The user's block and a `Routes` without routes, so that what contributes it still compiles.
pub(crate) fn block(block: &Block, diagnostics: Diagnostics) -> TokenStream {
    let mut item = block.item.clone();
    for member in &mut item.items {
        if let ImplItem::Fn(method) = member {
            // Without its route nobody calls a handler; that is not the user's mistake.
            method
                .attrs
                .push(parse_quote!(#[allow(dead_code, reason = "its route is not there")]));
        }
    }
    let root = &block.root;
    let implementation = implementation(
        block,
        &quote!(#root::__private::Routes),
        &quote! {
            fn router(self: ::std::sync::Arc<Self>) -> #root::__private::Router {
                #root::__private::Router::new()
            }
        },
    );
    let errors = diagnostics.into_tokens();
    quote! {
        #item
        #implementation
        #errors
    }
}
