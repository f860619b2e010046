use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Path;

/// The hidden macro that answers with `meta`, re-exported under `name` so that importing or
/// re-exporting the type brings it along.
pub(super) fn hidden_macro(
    name: &Ident,
    id: u64,
    vis: &TokenStream,
    meta: &TokenStream,
) -> TokenStream {
    let hidden = format_ident!("__purlin_{}_{:016x}", name, id, span = Span::call_site());
    quote! {
        #[doc(hidden)]
        #[allow(non_local_definitions, reason = "expansion of Purlin: modules in functions are welcome")]
        #[macro_export]
        macro_rules! #hidden {
            ({ $($__purlin_callback:tt)* } $__purlin_state:tt) => {
                $($__purlin_callback)* ! { $__purlin_state { #meta } }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub, reason = "expansion of Purlin")]
        #vis use #hidden as #name;
    }
}

/// Something whose hidden macro is asked: what its answer is for, and where it is.
pub(super) struct Asked {
    pub(super) label: TokenStream,
    pub(super) path: Path,
    /// Conditions of `#[cfg(…)]` under which it is asked at all.
    pub(super) conditions: Vec<TokenStream>,
}

/// How many answers one chain of macros gathers. Each costs two levels of expansion, and the
/// compiler allows 128 unless told otherwise.
const CHAIN: usize = 40;

/// Asks every one in turn, then calls `__collect` with `finish` and all the answers.
pub(super) fn ask(asked: Vec<Asked>, finish: &TokenStream, id: u64) -> TokenStream {
    let mut tokens = TokenStream::new();
    let asked: Vec<Asked> = asked
        .into_iter()
        .enumerate()
        .map(|(index, asked)| match asked.conditions.as_slice() {
            [] => asked,
            _ => conditional(&asked, index, id, &mut tokens),
        })
        .collect();
    tokens.extend(ask_all(&asked, finish, id));
    tokens
}

/// A list of one that the compiler leaves empty where the conditions do not hold.
fn conditional(asked: &Asked, index: usize, id: u64, tokens: &mut TokenStream) -> Asked {
    let name = format_ident!(
        "__purlin_cfg_{:016x}_{}",
        id,
        index,
        span = Span::call_site()
    );
    let Asked {
        label,
        path,
        conditions,
    } = asked;
    let present = next(
        &quote!(list #name),
        &quote!({ (#label) (#path) }),
        &TokenStream::new(),
    );
    let absent = list_macro(&name, &TokenStream::new());
    tokens.extend(quote! {
        #[cfg(all(#(#conditions),*))]
        #present
        #[cfg(not(all(#(#conditions),*)))]
        #absent
    });
    Asked {
        label: quote!(list),
        path: name.into(),
        conditions: Vec::new(),
    }
}

/// The intermediate macro that answers with what a chain has gathered.
pub(super) fn list_macro(name: &Ident, done: &TokenStream) -> TokenStream {
    quote! {
        macro_rules! #name {
            ({ $($__purlin_callback:tt)* } $__purlin_state:tt) => {
                $($__purlin_callback)* ! { $__purlin_state { list #done } }
            };
        }
    }
}

fn ask_all(asked: &[Asked], finish: &TokenStream, id: u64) -> TokenStream {
    if asked.len() <= CHAIN {
        let items = asked
            .iter()
            .map(|Asked { label, path, .. }| quote!({ (#label) (#path) }));
        return next(finish, &quote!(#(#items)*), &TokenStream::new());
    }
    // Longer lists go through intermediate macros of this very scope, chain by chain.
    let mut tokens = TokenStream::new();
    let mut lists = Vec::new();
    for (index, chunk) in asked.chunks(CHAIN).enumerate() {
        let name = format_ident!(
            "__purlin_list_{:016x}_{}",
            id,
            index,
            span = Span::call_site()
        );
        let items = chunk
            .iter()
            .map(|Asked { label, path, .. }| quote!({ (#label) (#path) }));
        tokens.extend(next(
            &quote!(list #name),
            &quote!(#(#items)*),
            &TokenStream::new(),
        ));
        lists.push(Asked {
            label: quote!(list),
            path: name.into(),
            conditions: Vec::new(),
        });
    }
    tokens.extend(ask_all(&lists, finish, id.wrapping_add(1)));
    tokens
}

/// Calls the first of `remaining`, or the end.
pub(super) fn next(
    finish: &TokenStream,
    remaining: &TokenStream,
    done: &TokenStream,
) -> TokenStream {
    let Some(proc_macro2::TokenTree::Group(first)) = remaining.clone().into_iter().next() else {
        return quote!(::purlin::__private::__collect! { { { #finish } {} { #done } } {} });
    };
    let path = match first.stream().into_iter().nth(1) {
        Some(proc_macro2::TokenTree::Group(path)) => path.stream(),
        _ => TokenStream::new(),
    };
    quote! {
        #path ! { { ::purlin::__private::__collect } { { #finish } { #remaining } { #done } } }
    }
}
