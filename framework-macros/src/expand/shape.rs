use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::model::{Dependency, Entry, Handle};

/// How the dependencies of an entry arrive: the tuple type, its pattern, and the arguments that
/// the user's function gets.
pub(super) struct Shape {
    pub(super) deps: TokenStream,
    pub(super) pattern: TokenStream,
    pub(super) arguments: Vec<TokenStream>,
}

impl Shape {
    pub(super) fn of(entry: &Entry) -> Self {
        let handles = entry.edges().map(handle);
        let deps = quote!((#(#handles,)*));
        let mut names = Vec::new();
        let mut arguments = Vec::new();
        for (position, dependency) in entry.dependencies.iter().enumerate() {
            let name = format_ident!("__purlin_{}", names.len());
            arguments.push(match dependency.handle {
                Handle::Borrowed => quote!(&*#name),
                Handle::Change => quote!(&__purlin_change),
                Handle::Inner => quote!(__purlin_inner),
                Handle::Stop => quote!(__purlin_stop),
                Handle::Kernel => quote!(::core::clone::Clone::clone(__purlin_kernel)),
                Handle::Shared
                | Handle::Lazy
                | Handle::Optional
                | Handle::All
                | Handle::AllNamed
                | Handle::Live
                | Handle::PerTenant
                | Handle::PerRequest
                | Handle::Factory => quote!(#name),
                Handle::Assisted => {
                    let argument = argument(position);
                    quote!(#argument)
                }
            });
            if dependency.handle == Handle::Change {
                // The hook gets what changes, not the section.
                names.push(format_ident!("_purlin_{}", names.len()));
            } else if dependency.handle.is_edge() {
                names.push(name);
            }
        }
        Self {
            deps,
            pattern: quote!((#(#names,)*)),
            arguments,
        }
    }
}

/// The variable of the `#[assisted]` argument at this position.
pub(super) fn argument(position: usize) -> Ident {
    format_ident!("__purlin_argument_{}", position)
}

fn handle(dependency: &Dependency) -> TokenStream {
    let ty = &dependency.ty;
    match dependency.handle {
        Handle::Shared
        | Handle::Borrowed
        | Handle::Inner
        | Handle::Stop
        | Handle::Kernel
        | Handle::Assisted => quote!(::purlin::__private::Arc<#ty>),
        Handle::Optional => {
            quote!(::purlin::__private::Option<::purlin::__private::Arc<#ty>>)
        }
        Handle::Lazy => quote!(::purlin::__private::Lazy<#ty>),
        Handle::PerTenant => quote!(::purlin::__private::PerTenant<#ty>),
        Handle::PerRequest => quote!(::purlin::__private::PerRequest<#ty>),
        Handle::Factory => quote!(::purlin::__private::Factory<#ty>),
        Handle::All => quote!(::purlin::__private::All<#ty>),
        Handle::AllNamed => quote!(::purlin::__private::AllNamed<#ty>),
        Handle::Live | Handle::Change => quote!(::purlin::__private::Live<#ty>),
    }
}
