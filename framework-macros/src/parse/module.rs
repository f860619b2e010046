use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};
use syn::{Path, Type};

use super::list::{one_or_list, take_paths};
use crate::codes;

/// The arguments of `#[module]`.
pub(crate) struct ModuleArgs {
    pub(crate) sections: Vec<Type>,
    pub(crate) components: Vec<Path>,
    pub(crate) imports: Vec<Path>,
    /// Hidden: marks the framework's own module.
    pub(crate) builtin: bool,
}

impl ModuleArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let known = ["config", "components", "imports"];
        let builtin = tokens.to_string() == "builtin";
        let tokens = if builtin { TokenStream::new() } else { tokens };
        let mut args = Args::parse(
            tokens,
            "#[module]",
            &known,
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let sections = args
            .take("config")
            .and_then(|arg| {
                arg.parse_with(
                    one_or_list::<Type>,
                    "OrdersConfig",
                    codes::BAD_ARGUMENT,
                    diagnostics,
                )
            })
            .unwrap_or_default();
        Self {
            sections,
            components: take_paths(
                &mut args,
                "components",
                "[OrderService, OrderRepo]",
                diagnostics,
            ),
            imports: take_paths(&mut args, "imports", "[DatabaseModule]", diagnostics),
            builtin,
        }
    }
}
