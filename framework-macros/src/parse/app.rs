use proc_macro2::TokenStream;
use purlin_macros_kit::{Arg, ArgValue, Args, Diagnostic, Diagnostics};
use syn::{
    Ident, Path, Token, Type,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use super::{
    list::{bracketed_list, with_its_name},
    listed::{Listed, take_listed},
};
use crate::codes;

/// The arguments of `#[app]`.
pub(crate) struct AppArgs {
    pub(crate) modules: Vec<Listed>,
    /// Types that are asked for from outside the graph.
    pub(crate) expose: Vec<Type>,
    /// What stands in the place of all providers of a type.
    pub(crate) replace: Vec<Replacement>,
    /// Whether modules that do not need each other start at once.
    pub(crate) parallel: bool,
}

/// `dyn Mailer = FakeMailer`
pub(crate) struct Replacement {
    /// What is replaced.
    pub(crate) ty: Type,
    /// The component that stands in its place.
    pub(crate) with: Path,
}

impl Parse for Replacement {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self {
            ty,
            with: input.parse()?,
        })
    }
}

impl AppArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let tokens = with_its_name(tokens, "app", "modules", diagnostics);
        let mut args = Args::parse(
            tokens,
            "#[app]",
            &["modules", "expose", "startup", "replace"],
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
        let replace = args.take("replace");
        let replace = replace.map(|arg| replacements(arg, diagnostics));
        Self {
            expose,
            parallel,
            replace: replace.unwrap_or_default(),
            modules: take_listed(
                &mut args,
                "modules",
                "[HttpServerModule, OrdersModule]",
                true,
                diagnostics,
            ),
        }
    }
}

fn replacements(arg: Arg, diagnostics: &mut Diagnostics) -> Vec<Replacement> {
    let span = arg.name.span();
    let found = match arg.value {
        ArgValue::List(tokens) => Punctuated::<Replacement, Token![,]>::parse_terminated
            .parse2(tokens)
            .ok(),
        ArgValue::Flag | ArgValue::Value(_) => None,
    };
    if found.is_none() {
        let headline = "`replace` names a type and the component that stands in its place";
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, span, headline)
                .help("write `replace(dyn Mailer = FakeMailer)`"),
        );
    }
    found.into_iter().flatten().collect()
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
