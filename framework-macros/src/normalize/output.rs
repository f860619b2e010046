use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};
use syn::{GenericArgument, Ident, PathArguments, ReturnType, Type, spanned::Spanned};

use crate::{codes, model::Output};

/// Understands what a provider method returns: `T`, `Arc<T>`, `Result<T, E>` or
/// `Result<Arc<T>, E>`.
pub(crate) fn output(
    method: &Ident,
    returns: &ReturnType,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    let ReturnType::Type(_, returned) = returns else {
        let headline = format!("`{method}` provides nothing: it returns no value");
        diagnostics.push(
            Diagnostic::new(codes::BAD_RETURN, method.span(), headline)
                .help("return what it provides; for work at start use `#[on_start]`"),
        );
        return None;
    };
    let (fallible, inner) = match argument_of(returned, "Result") {
        Some(inner) => (true, inner),
        None => (false, &**returned),
    };
    let (shared, ty) = match argument_of(inner, "Arc") {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    if let Some(refusal) = refuse(method, ty, shared) {
        diagnostics.push(refusal);
        return None;
    }
    Some(Output {
        ty: ty.clone(),
        ident: last_ident(ty).cloned(),
        shared,
        fallible,
    })
}

fn refuse(method: &Ident, ty: &Type, shared: bool) -> Option<Diagnostic> {
    let text = type_text(ty);
    let diagnostic = |span, headline: String, help: String| {
        Some(Diagnostic::new(codes::BAD_RETURN, span, headline).help(help))
    };
    match ty {
        Type::ImplTrait(opaque) => {
            let interface = text.replacen("impl ", "dyn ", 1);
            diagnostic(
                opaque.impl_token.span(),
                format!("`{method}` provides `{text}`, a type without a name"),
                format!(
                    "name the type and add `#[provides(as = {interface})]`, or return `Arc<{interface}>`"
                ),
            )
        }
        Type::Reference(reference) => diagnostic(
            reference.and_token.span(),
            format!("`{method}` provides `{text}`, which is borrowed"),
            format!(
                "return `{}` or `Arc<{}>`",
                type_text(&reference.elem),
                type_text(&reference.elem)
            ),
        ),
        Type::Tuple(tuple) if tuple.elems.is_empty() => diagnostic(
            tuple.paren_token.span.join(),
            format!("`{method}` provides nothing: it returns `()`"),
            "return what it provides; for work at start use `#[on_start]`".to_owned(),
        ),
        Type::TraitObject(object) if !shared => diagnostic(
            last_ident(ty).map_or_else(|| object.span(), Ident::span),
            format!("`{method}` provides `{text}` by value, which has no size"),
            format!("return `Arc<{text}>`"),
        ),
        Type::Path(_) => wrapped(method, ty),
        _ => None,
    }
}

/// What is no service but a wrapper of one: whoever asks gets an `Arc` of what is provided.
fn wrapped(method: &Ident, ty: &Type) -> Option<Diagnostic> {
    let text = type_text(ty);
    let (headline, help) = if let Some(inner @ Type::TraitObject(_)) = argument_of(ty, "Box") {
        (
            format!("`{method}` provides `{text}`, but a service is shared, not boxed"),
            format!("return `Arc<{}>`", type_text(inner)),
        )
    } else if let Some(inner) = argument_of(ty, "Option") {
        let inner = type_text(inner);
        (
            format!("`{method}` provides `{text}`, but what is provided is always there"),
            format!("return `{inner}`, or `Result<{inner}, E>` if making it can fail"),
        )
    } else {
        return None;
    };
    let span = last_ident(ty).map_or_else(|| ty.span(), Ident::span);
    Some(Diagnostic::new(codes::BAD_RETURN, span, headline).help(help))
}

fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if segment.ident == name => Some(ty),
        _ => None,
    }
}
