//! wip

mod config;

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
pub fn config(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    config::expand(attribute.into(), item.into()).into()
}
