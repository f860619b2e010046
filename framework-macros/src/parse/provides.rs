use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostic, Diagnostics, closest, type_text};
use syn::{Ident, Path, Type, spanned::Spanned};

use super::{
    list::{one_or_list, take_flag, take_number, take_text},
    when::take_when,
};
use crate::{
    codes,
    model::{Life, Scope},
};

/// The arguments of `#[provides]`.
#[derive(Default)]
pub(crate) struct ProvidesArgs {
    pub(crate) interfaces: Vec<Type>,
    pub(crate) name: String,
    pub(crate) priority: i32,
    /// Not used, on purpose.
    pub(crate) keep: bool,
    pub(crate) life: Life,
}

impl ProvidesArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let known = [
            "as", "name", "priority", "fallback", "keep", "scope", "on_drop", "when",
        ];
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
            life: life(&mut args, diagnostics),
        }
    }
}

fn life(args: &mut Args, diagnostics: &mut Diagnostics) -> Life {
    let on_drop = args.take("on_drop");
    let on_drop =
        on_drop.and_then(|arg| arg.parse::<Path>("Self::close", codes::BAD_ARGUMENT, diagnostics));
    let mut life = Life {
        on_drop,
        when: take_when(args, diagnostics),
        ..Life::default()
    };
    let word = args
        .take("scope")
        .and_then(|arg| arg.parse::<Ident>("request", codes::BAD_ARGUMENT, diagnostics));
    let Some(word) = word else { return life };
    life.written = Some(word.span());
    let text = word.to_string();
    match Scope::ALL.into_iter().find(|(known, _)| *known == text) {
        Some((_, scope)) => life.scope = scope,
        None => {
            let words = Scope::ALL.map(|(word, _)| word);
            let help = match closest(&text, words) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of `{}`", words.join("`, `")),
            };
            diagnostics.push(
                Diagnostic::new(
                    codes::BAD_ARGUMENT,
                    word.span(),
                    format!("`{text}` is no scope"),
                )
                .help(help),
            );
        }
    }
    life
}
