use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostic, Diagnostics, type_text};
use syn::{Type, spanned::Spanned};

use super::list::{one_or_list, take_flag, take_number, take_text};
use crate::codes;

/// The arguments of `#[provides]`.
#[derive(Default)]
pub(crate) struct ProvidesArgs {
    pub(crate) interfaces: Vec<Type>,
    pub(crate) name: String,
    pub(crate) priority: i32,
    /// Not used, on purpose.
    pub(crate) keep: bool,
}

impl ProvidesArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let known = ["as", "name", "priority", "fallback", "keep"];
        let mut args = Args::parse(
            tokens,
            "#[provides]",
            &known,
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let interfaces = args
            .take("as")
            .and_then(|arg| {
                arg.parse_with(
                    one_or_list::<Type>,
                    "dyn Trait",
                    codes::BAD_ARGUMENT,
                    diagnostics,
                )
            })
            .unwrap_or_default();
        for interface in &interfaces {
            if matches!(interface, Type::Path(_)) {
                let text = type_text(interface);
                let headline = format!("`{text}` is not written as an interface");
                diagnostics.push(
                    Diagnostic::new(codes::BAD_ARGUMENT, interface.span(), headline)
                        .help(format!("write `as = dyn {text}`")),
                );
            }
        }
        let fallback = take_flag(&mut args, "fallback", diagnostics);
        let priority = take_number(&mut args, "priority", diagnostics);
        Self {
            interfaces,
            name: take_text(&mut args, "name", diagnostics),
            // A fallback gives way to any other provider.
            priority: if fallback { i32::MIN } else { priority },
            keep: take_flag(&mut args, "keep", diagnostics),
        }
    }
}
