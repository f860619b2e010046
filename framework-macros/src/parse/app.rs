use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};
use syn::{Path, Type};

use super::list::{bracketed_list, take_paths};
use crate::codes;

/// The arguments of `#[app]`.
pub(crate) struct AppArgs {
    pub(crate) modules: Vec<Path>,
    /// Types that are asked for from outside the graph.
    pub(crate) expose: Vec<Type>,
}

impl AppArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Args::parse(
            tokens,
            "#[app]",
            &["modules", "expose"],
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let expose = args
            .take("expose")
            .and_then(|arg| {
                arg.parse_with(
                    bracketed_list::<Type>,
                    "[OrderService, dyn Mailer]",
                    codes::BAD_ARGUMENT,
                    diagnostics,
                )
            })
            .unwrap_or_default();
        Self {
            expose,
            modules: take_paths(
                &mut args,
                "modules",
                "[HttpServerModule, OrdersModule]",
                diagnostics,
            ),
        }
    }
}
