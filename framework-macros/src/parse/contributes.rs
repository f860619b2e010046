use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics};
use syn::{
    Token, Type,
    parse::{ParseStream, Parser},
};

use super::list::{take_number, take_text};
use crate::codes;

/// The arguments of `#[contributes]`.
pub(crate) struct ContributesArgs {
    pub(crate) interface: Type,
    pub(crate) name: String,
    pub(crate) priority: i32,
}

impl ContributesArgs {
    pub(crate) fn parse(
        tokens: TokenStream,
        attribute: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let at = tokens
            .clone()
            .into_iter()
            .next()
            .map_or(attribute, |token| token.span());
        let split = |input: ParseStream<'_>| {
            let interface: Type = input.parse()?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok((interface, input.parse::<TokenStream>()?))
        };
        let Ok((interface, rest)) = split.parse2(tokens) else {
            let headline = "`#[contributes]` does not say to which set";
            diagnostics.push(
                Diagnostic::new(codes::BAD_ARGUMENT, at, headline)
                    .help("name the interface: `#[contributes(dyn Trait)]`"),
            );
            return None;
        };
        let known = ["name", "priority"];
        let mut args = Args::parse(
            rest,
            "#[contributes]",
            &known,
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        Some(Self {
            interface,
            name: take_text(&mut args, "name", diagnostics),
            priority: take_number(&mut args, "priority", diagnostics),
        })
    }
}
