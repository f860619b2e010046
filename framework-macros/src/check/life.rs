use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::spanned::Spanned;

use crate::{
    codes,
    model::{Dependency, Handle, Life, Offer, OfferKind, Scope},
};

/// What a scope does not go together with: a function that waits, a set, arguments.
pub(crate) fn scope_fits(
    subject: &str,
    life: &Life,
    is_async: bool,
    offers: &[Offer],
    diagnostics: &mut Diagnostics,
) {
    let word = life.scope.word();
    let mut refuse = |span, headline: String, help: &str| {
        diagnostics.push(Diagnostic::new(codes::BAD_SCOPE, span, headline).help(help));
    };
    if let Some(span) = life.written {
        let contributes = offers
            .iter()
            .any(|offer| offer.kind == OfferKind::Contribution);
        if life.assisted {
            if life.scope != Scope::Transient {
                refuse(
                    span,
                    format!(
                        "`{subject}` has `#[assisted]` arguments and the scope `{word}`, but it is made anew for each call"
                    ),
                    "remove `scope = …`",
                );
            }
        } else if life.scope != Scope::Singleton && contributes {
            refuse(
                span,
                format!(
                    "`{subject}` is contributed to a set and has the scope `{word}`, but the members of a set live as long as the application"
                ),
                "remove `scope = …`; a member may ask for `PerRequest<T>` or `PerTenant<T>` of what has a scope",
            );
        } else if life.scope == Scope::Transient && is_async {
            refuse(
                span,
                format!(
                    "`{subject}` is asynchronous and has the scope `transient`, but it is made while its asker is made"
                ),
                "remove `scope = transient`, or remove `async`",
            );
        }
    }
    if let Some(path) = &life.on_drop {
        let span = path
            .segments
            .last()
            .map_or_else(|| path.span(), |last| last.ident.span());
        if life.assisted || life.scope == Scope::Transient {
            refuse(
                span,
                format!("`{subject}` has a drop hook, but whoever asks for it owns it"),
                "remove `on_drop = …`, and implement `Drop` if it has to",
            );
        } else if !life.scope.is_kept() {
            refuse(
                span,
                format!("`{subject}` has a drop hook and lives as long as the application"),
                "write an `#[on_stop]` method in its module, or give it `scope = request` or `scope = tenant`",
            );
        }
    }
}

/// What is `#[assisted]` is an owned value, of a provider that is had as itself only.
pub(crate) fn assisted_fits(
    subject: &str,
    dependencies: &[Dependency],
    offers: &[Offer],
    diagnostics: &mut Diagnostics,
) {
    let mut arguments = dependencies
        .iter()
        .filter(|dependency| dependency.handle == Handle::Assisted)
        .peekable();
    if arguments.peek().is_none() {
        return;
    }
    for argument in arguments {
        if let syn::Type::Reference(reference) = &argument.ty {
            let headline = format!(
                "assisted argument `{}` is borrowed, but what is made keeps it",
                argument.param
            );
            diagnostics.push(
                Diagnostic::new(codes::BAD_ASSISTED, reference.and_token.span(), headline).help(
                    format!("take it as a value, such as `{}`", owned(&reference.elem)),
                ),
            );
        }
    }
    for offer in offers {
        let (kind, help) = match offer.kind {
            OfferKind::Interface => (
                "provided as",
                "remove `as = …`, and ask for `Factory<T>` of the type itself",
            ),
            OfferKind::Contribution => (
                "contributed as",
                "remove `#[contributes]`, or `#[assisted]`",
            ),
            _ => continue,
        };
        let text = purlin_macros_kit::type_text(&offer.ty);
        let span = offer
            .ident
            .as_ref()
            .map_or_else(|| offer.ty.span(), syn::Ident::span);
        let headline = format!(
            "`{subject}` has `#[assisted]` arguments and is {kind} `{text}`, but a factory makes one type"
        );
        diagnostics.push(Diagnostic::new(codes::BAD_ASSISTED, span, headline).help(help));
    }
}

fn owned(ty: &syn::Type) -> String {
    match purlin_macros_kit::type_text(ty).as_str() {
        "str" => "String".to_owned(),
        "Path" => "PathBuf".to_owned(),
        text => text.to_owned(),
    }
}
