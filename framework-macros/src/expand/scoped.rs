//! What is not made at start: from arguments, or for a request or tenant that ends.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Type, TypeParamBound, spanned::Spanned};

use super::{
    entry::{erased, fallback, number, value},
    shape::{Shape, argument},
};
use crate::model::{Entry, Handle};

/// A provider with `#[assisted]` arguments, and what they are to its type.
pub(super) fn assisted_provider(owner: &Type, entry: &Entry) -> TokenStream {
    let Some(output) = &entry.output else {
        return TokenStream::new();
    };
    let (number, ty, shape) = (number(entry.index), &output.ty, Shape::of(entry));
    let value = value(owner, entry, output, &shape);
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    let fallback = fallback();
    let erased = erased(entry, &quote!(::purlin::__private::Result::Ok(#value)));
    let (names, types): (Vec<_>, Vec<_>) = entry
        .dependencies
        .iter()
        .enumerate()
        .filter(|(_, dependency)| dependency.handle == Handle::Assisted)
        .map(|(position, dependency)| (argument(position), &dependency.ty))
        .unzip();
    // One argument is itself, several are a tuple.
    let (arguments, bound) = match (types.as_slice(), names.as_slice()) {
        ([ty], [name]) => (quote!(#ty), quote!(#name)),
        _ => (quote!((#(#types),*)), quote!((#(#names),*))),
    };
    // An interface for any lifetime: inside of futures the compiler does not know which it is.
    let (lifetime, implementer) = match ty {
        Type::TraitObject(object)
            if !object
                .bounds
                .iter()
                .any(|bound| matches!(bound, TypeParamBound::Lifetime(_))) =>
        {
            let bounds = &object.bounds;
            (quote!(<'__purlin>), quote!(dyn #bounds + '__purlin))
        }
        _ => (TokenStream::new(), quote!(#ty)),
    };
    let made = if output.shared {
        quote!(::purlin::__private::Arc<#ty>)
    } else {
        quote!(#ty)
    };
    quote! {
        #[automatically_derived]
        impl #lifetime ::purlin::__private::Assisted for #implementer {
            type Args = #arguments;
            type Made = #made;
        }
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::AssistedProvider<__PurlinApp, #number> for #owner {
            type Output = #ty;
            type Deps = #deps;
            fn build(
                __purlin_deps: Self::Deps,
                #bound: <#ty as ::purlin::__private::Assisted>::Args,
            ) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<
                    <#ty as ::purlin::__private::Assisted>::Made,
                    ::purlin::__private::BoxError,
                >,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased
            }
        }
    }
}

/// What is called before it is dropped.
pub(super) fn ending(owner: &Type, entry: &Entry) -> Option<TokenStream> {
    let path = entry.life.on_drop.as_ref()?;
    let ty = &entry.output.as_ref()?.ty;
    let number = number(entry.index);
    let span = path
        .segments
        .last()
        .map_or_else(|| path.span(), |last| last.ident.span());
    let told = quote_spanned!(span=> ::purlin::__private::told(#path(&*__purlin_service)).await);
    Some(quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Ending<__PurlinApp, #number> for #owner {
            type Of = #ty;
            fn end(__purlin_service: ::purlin::__private::Arc<Self::Of>) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<(), ::purlin::__private::BoxError>,
            > {
                ::purlin::__private::erased(async move { #told })
            }
        }
    })
}
