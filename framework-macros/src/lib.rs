//! The compiler of Purlin's graph. Stages: `parse` (tokens to syntax) → `normalize` (syntax to
//! what it means) → `model` → `check` (one rule per function) → `expand` (cannot fail). `wire` is
//! how declarations travel from the crate that makes them to the application that uses them, and
//! `graph` is the application's own model.
//!
//! Only this file touches `proc_macro`.

use proc_macro::TokenStream;

mod check;
mod codes;
mod config;
mod expand;
mod graph;
mod model;
mod normalize;
mod parse;
mod seen;
mod wire;

/// Declares a module: on its `impl` block, or on a unit struct without methods.
///
/// Arguments: `config = OrdersConfig`, `components = [OrderService, …]`,
/// `imports = [DatabaseModule, …]`, `requires = "0.1"` for the smallest version of Purlin that it
/// needs.
#[proc_macro_attribute]
pub fn module(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::module::module(args.into(), item.into()).into()
}

/// Declares a provider: on a struct (its fields are injected) or on a method of a module.
///
/// Arguments: `as = dyn Trait` or `as = [dyn A, dyn B]`, `name = "smtp"`, `priority = 10`,
/// `fallback`, `keep`; `scope = request` (or `tenant`, `transient`, `instance`, `singleton`) for
/// how long it lives, and `on_drop = Self::close` for what is called before it is dropped. A field or
/// parameter with `#[assisted]` is an argument of its `Factory`.
#[proc_macro_attribute]
pub fn provides(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::component::component("provides", &args.into(), item.into()).into()
}

/// Adds what is made to a set: `#[contributes(dyn Trait, priority = 10)]`, on a struct or on a
/// method of a module.
#[proc_macro_attribute]
pub fn contributes(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::component::component("contributes", &args.into(), item.into()).into()
}

/// Wraps what others provide: `#[decorates(dyn Mailer)]` on a struct or on a method of a module,
/// which takes the wrapped service as its own parameter or field.
///
/// `#[decorates(All<dyn Hook>)]` wraps every contribution of a set. Arguments: `name = "smtp"` for
/// the provider of that name only, `priority = 10` (higher is further outside; equal ones wrap in
/// order of registration, the first innermost).
#[proc_macro_attribute]
pub fn decorates(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::component::component("decorates", &args.into(), item.into()).into()
}

/// Declares an application: `#[app(modules = [HttpServerModule, OrdersModule])]` on a unit struct.
#[proc_macro_attribute]
pub fn app(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::app::app(args.into(), item.into()).into()
}

/// Runs a method of a module when the module starts.
#[proc_macro_attribute]
pub fn on_start(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("on_start", item.into()).into()
}

/// Runs a method of a module when the application has been told to stop, before any module stops.
#[proc_macro_attribute]
pub fn on_drain(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("on_drain", item.into()).into()
}

/// Runs a method of a module when the module stops.
#[proc_macro_attribute]
pub fn on_stop(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("on_stop", item.into()).into()
}

/// Tells a method of a module what a reload of the configuration changes:
/// `fn limits(orders: &OrderService, change: &Change<OrdersConfig>) -> Result<(), OrderError>`.
///
/// An error refuses the reload; `#[on_reload(timeout = "1s")]` is how long it may take.
#[proc_macro_attribute]
pub fn on_reload(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("on_reload", item.into()).into()
}

/// Makes a method of a module a health check: `#[health(timeout = "1s", cache = "5s", optional)]`.
#[proc_macro_attribute]
pub fn health(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("health", item.into()).into()
}

/// Makes a method of a module a background task: `#[task(restart = "on-failure", limit = 5)]`.
#[proc_macro_attribute]
pub fn task(_: TokenStream, item: TokenStream) -> TokenStream {
    expand::misplaced("task", item.into()).into()
}

/// The step between two declarations of a list; not for people.
#[doc(hidden)]
#[proc_macro]
pub fn __collect(input: TokenStream) -> TokenStream {
    expand::collect::collect(input.into()).into()
}

/// Makes a struct a section of the configuration, read and checked before anything starts.
///
/// ```text
/// /// Where orders are kept and how many.
/// #[config(prefix = "orders")]
/// pub struct OrdersConfig {
///     /// Open orders that one customer may have.
///     #[config(default = 10)]
///     pub max_open: u32,
///     /// How long an order stays open.
///     #[config(default = "30m")]
///     pub open_for: Duration,
///     /// Key of the payment provider.
///     pub payment_key: Secret<String>,
///     /// Where invoices go.
///     pub archive: Option<PathBuf>,
/// }
/// ```
///
/// A field is of any type that `serde` can deserialise. Without `#[config(default = …)]` it is
/// required, unless it is an `Option`. `#[config(secret)]` keeps its value out of every report.
/// Doc comments become descriptions.
#[proc_macro_attribute]
pub fn config(args: TokenStream, item: TokenStream) -> TokenStream {
    config::expand(args.into(), item.into()).into()
}
