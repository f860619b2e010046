//! The `#[cached]` attribute of Purlin's cache module.
//!
//! A small compiler: `parse` reads the method into the `model`, `key` and `check` judge it,
//! `expand` writes it out and cannot fail. Beside an error stands the user's own method, so that
//! one mistake stays one error. Only this file touches `proc_macro`.

mod check;
mod codes;
mod expand;
mod key;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use purlin_macros_kit::Diagnostics;
use quote::quote;

/// Keeps what a method returns: asked again with the same arguments, it does not run.
///
/// It stands on an `async` method with `&self` or `self: Arc<Self>` that returns a `Result`. The
/// cache is the field `cache`, unless `cache = …` says which. Those who ask for the same at the
/// same time wait for one run; an error is not kept, and all who waited get a clone of it, so it
/// has `Clone` and `From<CacheError>`. Of an `Option`, that there is nothing is kept, too.
///
/// `key = "product:{id}"` names every parameter that matters, and `skip = [page]` those that do
/// not: a parameter in neither is an error. Values are written so that two of them cannot be taken
/// for one.
///
/// Further: `ttl`, `idle`, `stale`, `early` and `negative`, times such as `"30s"`;
/// `tags = ["products"]`; `shared`, the same for all tenants; `region = "…"`, how the region is
/// called, otherwise after the type and the method; `crate = some::path`, where the crate
/// `purlin-cache` is, if not at `::purlin::cache`.
///
/// The loaded value is given out as a clone. A region of its own, where values are shared, costs
/// less: see `Region`.
#[proc_macro_attribute]
pub fn cached(arguments: TokenStream, item: TokenStream) -> TokenStream {
    compile(arguments.into(), &item.into()).into()
}

fn compile(
    arguments: proc_macro2::TokenStream,
    item: &proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let mut diagnostics = Diagnostics::new();
    let method = parse::method(arguments, item.clone(), &mut diagnostics);
    if let Some(method) = &method {
        check::parameters(method, &mut diagnostics);
    }
    let sound = diagnostics.is_empty();
    let errors = diagnostics.into_tokens();
    match method {
        Some(method) if sound => expand::method(&method),
        _ => quote!(#item #errors),
    }
}
