use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};
use syn::Path;

use super::list::take_paths;
use crate::codes;

/// The arguments of `#[app]`.
pub(crate) struct AppArgs {
    pub(crate) modules: Vec<Path>,
}

impl AppArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Args::parse(
            tokens,
            "#[app]",
            &["modules"],
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        Self {
            modules: take_paths(
                &mut args,
                "modules",
                "[HttpServerModule, OrdersModule]",
                diagnostics,
            ),
        }
    }
}
