use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostics};
use syn::{GenericArgument, PathArguments, Type};

use super::list::{take_number, take_text, type_and_rest};
use crate::codes;

/// The arguments of `#[decorates]`.
pub(crate) struct DecoratesArgs {
    pub(crate) key: Type,
    /// Whether the members of a set are decorated.
    pub(crate) set: bool,
    pub(crate) name: String,
    pub(crate) priority: i32,
}

impl DecoratesArgs {
    pub(crate) fn parse(
        tokens: TokenStream,
        attribute: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let refusal = (
            "`#[decorates]` does not say what it wraps",
            "name the type or interface: `#[decorates(dyn Trait)]`",
        );
        let (key, rest) = type_and_rest(tokens, attribute, refusal, diagnostics)?;
        let known = ["name", "priority"];
        let mut args = Args::parse(
            rest,
            "#[decorates]",
            &known,
            codes::BAD_ARGUMENT,
            diagnostics,
        );
        let (key, set) = match member(&key) {
            Some(member) => (member.clone(), true),
            None => (key, false),
        };
        Some(Self {
            key,
            set,
            name: take_text(&mut args, "name", diagnostics),
            priority: take_number(&mut args, "priority", diagnostics),
        })
    }
}

/// `dyn Hook` of `All<dyn Hook>`.
fn member(key: &Type) -> Option<&Type> {
    let Type::Path(path) = key else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(member)) if last.ident == "All" => Some(member),
        _ => None,
    }
}
