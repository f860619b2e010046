use proc_macro2::TokenStream;
use purlin_macros_kit::{Arg, Args, Diagnostic, Diagnostics};
use syn::{Ident, Path, Type};

use super::list::{bracketed_list, take_paths};
use crate::codes;

/// The arguments of `#[app]`.
pub(crate) struct AppArgs {
    pub(crate) modules: Vec<Path>,
    /// Types that are asked for from outside the graph.
    pub(crate) expose: Vec<Type>,
    /// Whether modules that do not need each other start at once.
    pub(crate) parallel: bool,
}

impl AppArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Args::parse(
            tokens,
            "#[app]",
            &["modules", "expose", "startup"],
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
        let parallel = args
            .take("startup")
            .is_some_and(|arg| parallel(arg, diagnostics));
        Self {
            expose,
            parallel,
            modules: take_paths(
                &mut args,
                "modules",
                "[HttpServerModule, OrdersModule]",
                diagnostics,
            ),
        }
    }
}

fn parallel(arg: Arg, diagnostics: &mut Diagnostics) -> bool {
    let Some(word) = arg.parse::<Ident>("parallel", codes::BAD_ARGUMENT, diagnostics) else {
        return false;
    };
    if word != "parallel" && word != "sequential" {
        let headline = format!("`{word}` is no way to start modules");
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, word.span(), headline)
                .help("write `parallel` or `sequential`"),
        );
    }
    word == "parallel"
}
