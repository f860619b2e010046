use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics};
use syn::{
    GenericArgument, PathArguments, Token, Type,
    parse::{ParseStream, Parser},
};

use super::list::{take_number, take_text};
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
        let at = tokens
            .clone()
            .into_iter()
            .next()
            .map_or(attribute, |token| token.span());
        let split = |input: ParseStream<'_>| {
            let key: Type = input.parse()?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok((key, input.parse::<TokenStream>()?))
        };
        let Ok((key, rest)) = split.parse2(tokens) else {
            diagnostics.push(
                Diagnostic::new(
                    codes::BAD_ARGUMENT,
                    at,
                    "`#[decorates]` does not say what it wraps",
                )
                .help("name the type or interface: `#[decorates(dyn Trait)]`"),
            );
            return None;
        };
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
