use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostics};
use syn::{LitStr, Type};

use super::{
    list::{one_or_list, with_its_name},
    listed::{Listed, take_listed},
    requires::requires,
};
use crate::codes;

/// The arguments of `#[module]`.
pub(crate) struct ModuleArgs {
    pub(crate) sections: Vec<Type>,
    pub(crate) components: Vec<Listed>,
    pub(crate) imports: Vec<Listed>,
    /// Hidden: marks the framework's own module.
    pub(crate) builtin: bool,
}

impl ModuleArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let known = ["config", "components", "imports", "requires"];
        let builtin = tokens.to_string() == "builtin";
        let tokens = if builtin { TokenStream::new() } else { tokens };
        let tokens = with_its_name(tokens, "module", "components", diagnostics);
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
        if let Some(arg) = args.take("requires") {
            let example = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
            let needed = arg.parse::<LitStr>(example, codes::BAD_ARGUMENT, diagnostics);
            if let Some(needed) = needed {
                requires(&needed, diagnostics);
            }
        }
        Self {
            sections,
            components: take_listed(
                &mut args,
                "components",
                "[OrderService, OrderRepo]",
                false,
                diagnostics,
            ),
            imports: take_listed(&mut args, "imports", "[DatabaseModule]", false, diagnostics),
            builtin,
        }
    }
}
