use proc_macro2::TokenStream;
use quote::quote;

use crate::parse::typed;

/// The names in the lists of an attribute, once more as types, for editors: a build does not even
/// read them. It stands before everything else, whether the attribute is right or half typed, for
/// an editor looks for what is typed at the same place of what it was before.
pub(super) fn names(attribute: &TokenStream, lists: &[&str]) -> TokenStream {
    let types = typed(attribute, lists);
    quote! {
        ::purlin::__private::__typed! {
            const _: ::core::option::Option<fn(#(#types),*)> = ::core::option::Option::None;
        }
    }
}
