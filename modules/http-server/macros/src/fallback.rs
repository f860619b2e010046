use proc_macro2::TokenStream;
use purlin_macros_kit::Diagnostics;
use quote::quote;
use syn::{ImplItem, parse_quote};

use crate::{expand::implementation, model::Block};

/// An item that is no `impl` block: as it is, beside the errors.
pub(crate) fn item(item: TokenStream, diagnostics: Diagnostics) -> TokenStream {
    let errors = diagnostics.into_tokens();
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
