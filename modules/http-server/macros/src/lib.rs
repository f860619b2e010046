//! The `#[routes]` attribute of Purlin's HTTP server module.
//!
//! A small compiler: `parse` reads the `impl` block into the `model`, `path` and `check`
//! judge it, `expand` and `call` write it out and cannot fail, `fallback` is what stands beside errors
//! so that one mistake stays one error. Only this file touches `proc_macro`.

mod call;
mod check;
mod codes;
mod expand;
mod fallback;
mod model;
mod parse;
mod path;
mod policy;
#[cfg(test)]
mod tests;
mod types;
mod value;

use proc_macro::TokenStream;
use purlin_macros_kit::Diagnostics;

/// Turns the methods of an `impl` block that carry `#[get("/…")]`, `#[post]`, `#[put]`,
/// `#[patch]`, `#[delete]`, `#[head]` or `#[options]` into routes.
///
/// A handler takes `&self` or `self: Arc<Self>`, then axum extractors, of which only the last may
/// read the body, and returns anything that axum can answer with. It may be `async` or not.
/// Methods without an attribute are left alone; one method may have several.
///
/// After the path of a route stand its policies: `auth` (whoever is known may ask), `auth = "role"` or
/// `auth = ["role", "other"]` (one of these roles is needed), `timeout = "2s"`, `body_limit = "1MiB"`,
/// `rate_limit = "100/s per client"`, `retry = 2`, `idempotent`, `middleware = ["name"]`, `etag`,
/// `idempotency_key`; and what its description says besides: `status = 201`, `errors = [404, 409]`,
/// `deprecated = "2026-01-31"`, `sunset = "2026-12-31"`.
///
/// Arguments: `prefix = "/api"` stands before every path (a path `/` is then the prefix itself); `auth`,
/// with roles or without, is that of every route that does not say its own or `public`;
/// `crate = some::path` says where the crate `purlin-http-server` is, if not at
/// `::purlin::http_server`.
#[proc_macro_attribute]
pub fn routes(arguments: TokenStream, item: TokenStream) -> TokenStream {
    compile(arguments.into(), item.into()).into()
}

fn compile(
    arguments: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let mut diagnostics = Diagnostics::new();
    let Some(parsed) = parse::block(arguments, item.clone(), &mut diagnostics) else {
        return fallback::item(item, diagnostics);
    };
    check::routes(&parsed.routes, &mut diagnostics);
    if diagnostics.is_empty() {
        // Read, so that the accumulator is content: there is nothing in it.
        let _: proc_macro2::TokenStream = diagnostics.into_tokens();
        expand::block(&parsed)
    } else {
        fallback::block(&parsed, diagnostics)
    }
}
