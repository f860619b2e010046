use proc_macro2::{Ident, Span};
use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};

use crate::{
    codes,
    model::{Dependency, Handle, Offer, OfferKind},
    parse::{DecoratesArgs, MethodMarkers},
};

/// Understands `#[decorates]`: the one dependency that is the wrapped service is marked, and the
/// decoration is an offer of its own kind.
pub(super) fn decorator(
    subject: &Ident,
    is_async: bool,
    markers: &MethodMarkers,
    dependencies: &mut [Dependency],
    diagnostics: &mut Diagnostics,
) -> Option<Offer> {
    let (attribute, tokens) = markers.decorates.as_ref()?;
    let args = DecoratesArgs::parse(tokens.clone(), *attribute, diagnostics)?;
    if is_async {
        diagnostics.push(
            Diagnostic::new(
                codes::BAD_DECORATOR,
                subject.span(),
                format!("decorator `{subject}` is asynchronous, but a decorator wraps at once"),
            )
            .help("remove `async`; what must be awaited belongs into a provider that it asks for"),
        );
    }
    mark_inner(subject, &args, dependencies, diagnostics);
    Some(Offer {
        kind: if args.set {
            OfferKind::SetDecoration
        } else {
            OfferKind::Decoration
        },
        ident: last_ident(&args.key).cloned(),
        ty: args.key,
        name: args.name,
        priority: args.priority,
    })
}

fn mark_inner(
    subject: &Ident,
    args: &DecoratesArgs,
    dependencies: &mut [Dependency],
    diagnostics: &mut Diagnostics,
) {
    let key = type_text(&args.key);
    let mut wrapped = dependencies.iter_mut().filter(|dependency| {
        dependency.handle == Handle::Shared
            && dependency.name.is_none()
            && type_text(&dependency.ty) == key
    });
    if let Some(first) = wrapped.next() {
        first.handle = Handle::Inner;
        return;
    }
    let span = last_ident(&args.key).map_or_else(Span::call_site, Ident::span);
    diagnostics.push(
        Diagnostic::new(
            codes::BAD_DECORATOR,
            span,
            format!("decorator `{subject}` does not take the `{key}` that it wraps"),
        )
        .help(format!("add `inner: Arc<{key}>` to it")),
    );
}
