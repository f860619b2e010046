use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

use crate::{
    model::{Entry, OfferKind},
    parse::Listed,
};

/// What stands for an application whose declaration, or one of whose modules, has mistakes: it
/// can be named and called, so no error follows from its absence.
pub(super) fn application(app: &Ident) -> TokenStream {
    let name = app.to_string();
    quote! {
        const _: () = {
            static __PURLIN_WIRING: ::purlin::__private::Wiring =
                ::purlin::__private::Wiring::empty(#name);
            static __PURLIN_ANALYSIS: ::purlin::__private::Analysis<0, 0, 0, 0> =
                ::purlin::__private::analyse(&__PURLIN_WIRING);
            #[automatically_derived]
            impl ::purlin::__private::Assembled for #app {
                type Slots = ();
                const NAME: &'static str = #name;
                const VERSION: &'static str = "";
                const DOC: &'static str = "";
                const WIRING: &'static ::purlin::__private::Wiring = &__PURLIN_WIRING;
                const ANALYSIS: ::purlin::__private::AnalysisView = __PURLIN_ANALYSIS.view(&__PURLIN_WIRING);
                const TABLE: ::purlin::__private::Table<()> = ::purlin::__private::Table::EMPTY;
                fn index() -> &'static ::purlin::__private::Index {
                    static INDEX: ::purlin::__private::Index = ::purlin::__private::Index::new();
                    &INDEX
                }
            }
            #[automatically_derived]
            impl<__PurlinType> ::purlin::__private::Has<__PurlinType, ::purlin::__private::Key<::purlin::__private::I0>>
                for #app
            where
                __PurlinType: ?::core::marker::Sized,
            {
                type Slots = ();
                fn slot(
                    _: &(),
                ) -> &::purlin::__private::Option<::purlin::__private::Arc<__PurlinType>> {
                    &::purlin::__private::Option::None
                }
            }
        };
    }
}

/// Names what a declaration with mistakes names, so that no import is unused because of them.
pub(super) fn named<'d>(
    listed: impl IntoIterator<Item = &'d Listed>,
    types: impl IntoIterator<Item = &'d Type>,
) -> TokenStream {
    let listed = listed.into_iter().map(|entry| {
        let Listed {
            path, conditions, ..
        } = entry;
        (conditions.as_slice(), path.to_token_stream())
    });
    let types = types.into_iter().map(|ty| (&[][..], ty.to_token_stream()));
    let named = listed.chain(types).map(|(conditions, ty)| {
        quote! {
            #[cfg(all(#(#conditions),*))]
            const _: ::purlin::__private::Option<*const #ty> = ::purlin::__private::Option::None;
        }
    });
    named.collect()
}

/// The interfaces of what a declaration would have made.
pub(super) fn interfaces(entries: &[Entry]) -> impl Iterator<Item = &Type> {
    let offers = entries.iter().flat_map(|entry| &entry.offers);
    let types = offers
        .filter(|offer| offer.kind != OfferKind::Own)
        .map(|offer| &offer.ty);
    // What is written otherwise may be no type at all.
    types.filter(|ty| matches!(ty, Type::TraitObject(_)))
}
