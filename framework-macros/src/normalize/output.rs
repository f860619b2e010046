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
        _ => None,
    }
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
