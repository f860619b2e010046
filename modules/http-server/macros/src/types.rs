use proc_macro2::{TokenStream, TokenTree};
use purlin_macros_kit::type_text;
use quote::quote;
use syn::{GenericArgument, Path, PathArguments, Type};

/// What is known of a type that the user wrote and of those that it is made of; `None` if it
/// cannot be named in an expression.
pub(crate) fn info(root: &Path, ty: &Type) -> Option<TokenStream> {
    is_named(ty).then(|| node(root, ty))
}

fn node(root: &Path, ty: &Type) -> TokenStream {
    let written = type_text(ty);
    let arguments = arguments(ty).into_iter().map(|ty| node(root, ty));
    quote! {
        #root::__private::type_info::<#ty>(
            #written,
            #root::__private::Typed::<#ty>::SCHEMA,
            &[#(#arguments),*],
        )
    }
}

/// The types in angle brackets or in the parentheses of a tuple.
fn arguments(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Group(group) => arguments(&group.elem),
        Type::Paren(paren) => arguments(&paren.elem),
        Type::Path(path) => match path.path.segments.last().map(|last| &last.arguments) {
            Some(PathArguments::AngleBracketed(generic)) => generic
                .args
                .iter()
                .filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Whether the type can stand in an expression; `impl Trait` cannot.
pub(crate) fn is_named(ty: &Type) -> bool {
    fn mentions_impl(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(word) => word == "impl",
            TokenTree::Group(group) => mentions_impl(group.stream()),
            _ => false,
        })
    }
    !mentions_impl(quote!(#ty))
}
