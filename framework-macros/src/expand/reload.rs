use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Type;

use super::{
    entry::{fallback, number, outcome, sharing},
    shape::Shape,
};
use crate::model::{Entry, Handle};

/// A hook that is told what a reload changes.
pub(super) fn hook(owner: &Type, entry: &Entry) -> TokenStream {
    let found = entry
        .edges()
        .enumerate()
        .find(|(_, dependency)| dependency.handle == Handle::Change);
    let Some((position, change)) = found else {
        return TokenStream::new();
    };
    let (number, shape) = (number(entry.index), Shape::of(entry));
    let (deps, pattern, timeout) = (&shape.deps, &shape.pattern, entry.health.timeout_ms);
    let (section, position) = (&change.ty, Literal::usize_unsuffixed(position));
    let body = outcome(owner, entry, &shape);
    let (erased, fallback) = (sharing(entry), fallback());
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::ReloadHook<__PurlinApp, #number> for #owner {
            type Deps = #deps;
            type Section = #section;
            const TIMEOUT_MS: u64 = #timeout;
            fn live(__purlin_deps: &Self::Deps) -> &::purlin::__private::Live<Self::Section> {
                &__purlin_deps.#position
            }
            fn run(
                __purlin_deps: Self::Deps,
                __purlin_change: ::purlin::__private::Change<Self::Section>,
            ) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<(), ::purlin::__private::BoxError>,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased(async move { #body })
            }
        }
    }
}
