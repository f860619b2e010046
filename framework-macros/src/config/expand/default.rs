//! `Default`, where every field has a value when nothing is set.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    super::model::{Field, Presence},
    field::default_expression,
};

/// The implementation, if every nested section has one too.
pub(super) fn implementation(ident: &Ident, fields: &[Field]) -> TokenStream {
    // The unused lifetime makes the bound one that may also not hold.
    let bounds = fields.iter().filter_map(|field| {
        let (ty, conditions) = (&field.ty, &field.conditions);
        let plain = conditions.is_empty() && matches!(field.presence, Presence::Nested);
        plain.then(|| quote!(for<'__purlin> #ty: ::core::default::Default,))
    });
    let values = fields.iter().enumerate().map(|(index, field)| {
        let (ident, conditions) = (&field.ident, &field.conditions);
        let value = match &field.presence {
            Presence::Default(default) => default_expression(index, default),
            Presence::Optional(_) | Presence::NestedOptional(_) => {
                quote!(::core::option::Option::None)
            }
            Presence::Required
            | Presence::Nested
            | Presence::NestedList(_)
            | Presence::NestedTable(_) => quote!(::core::default::Default::default()),
        };
        quote!(#(#conditions)* #ident: #value)
    });
    quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident where #(#bounds)* {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// Beside errors: whoever asks for the default finds one.
pub(super) fn fallback(ident: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                ::core::unreachable!()
            }
        }
    }
}
