use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostics};
use syn::Type;

use super::{
    list::{take_number, take_text, type_and_rest},
    when::take_when,
};
use crate::{codes, model::Condition};

/// The arguments of `#[contributes]`.
pub(crate) struct ContributesArgs {
    pub(crate) interface: Type,
    pub(crate) name: String,
    pub(crate) priority: i32,
    pub(crate) when: Option<Condition>,
}

impl ContributesArgs {
    pub(crate) fn parse(
        tokens: TokenStream,
        attribute: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let refusal = (
            "`#[contributes]` does not say to which set",
            "name the interface: `#[contributes(dyn Trait)]`",
        );
        let (interface, rest) = type_and_rest(tokens, attribute, refusal, diagnostics)?;
        let known = ["name", "priority", "when"];
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
            when: take_when(&mut args, diagnostics),
        })
    }
}
