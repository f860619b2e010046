use proc_macro2::Span;
use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};
use syn::{GenericArgument, PathArguments, Type, spanned::Spanned};

use crate::{
    codes,
    model::{Dependency, Handle},
};

/// The forms that a parameter may have, for messages.
const FORMS: &str = "`Arc<T>`, `&T`, `Option<Arc<T>>` or `All<dyn Trait>`";

/// Understands the type of a parameter (`borrow` allowed) or field.
pub(crate) fn dependency(
    param: String,
    ty: &Type,
    name: Option<String>,
    is_field: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Dependency> {
    let (handle, asked) = match split(ty) {
        Ok((Handle::Borrowed, _)) if is_field => {
            diagnostics.push(refuse(ty, &param, is_field));
            return None;
        }
        Ok(found) => found,
        Err(diagnostic) => {
            diagnostics.push(diagnostic.unwrap_or_else(|| refuse(ty, &param, is_field)));
            return None;
        }
    };
    if matches!(asked, Type::ImplTrait(_) | Type::Infer(_)) {
        diagnostics.push(refuse(ty, &param, is_field));
        return None;
    }
    let ident = last_ident(asked).cloned();
    let span = ident
        .as_ref()
        .map_or_else(|| asked.span(), |ident| ident.span());
    Some(Dependency {
        handle,
        param,
        ty: asked.clone(),
        ident,
        span,
        name,
    })
}

type Split<'a> = Result<(Handle, &'a Type), Option<Diagnostic>>;

fn split(ty: &Type) -> Split<'_> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => Err(Some(
            Diagnostic::new(
                codes::BAD_PARAMETER,
                reference.mutability.span(),
                "a service is shared and cannot be borrowed mutably",
            )
            .help("ask for `&T`, and keep what changes behind a lock or a channel"),
        )),
        Type::Reference(reference) => Ok((Handle::Borrowed, &*reference.elem)),
        Type::Path(path) => {
            let Some(segment) = path.path.segments.last() else {
                return Err(None);
            };
            let argument = single_argument(&segment.arguments);
            match (segment.ident.to_string().as_str(), argument) {
                ("Arc", Some(inner)) => Ok((Handle::Shared, inner)),
                ("All", Some(inner)) => Ok((Handle::All, inner)),
                ("Option", Some(inner)) => match split(inner) {
                    Ok((Handle::Shared, asked)) => Ok((Handle::Optional, asked)),
                    _ => Err(None),
                },
                ("Stop", None) => Ok((Handle::Stop, ty)),
                ("Kernel", None) => Ok((Handle::Kernel, ty)),
                _ => Err(None),
            }
        }
        Type::Group(group) => split(&group.elem),
        Type::Paren(paren) => split(&paren.elem),
        _ => Err(None),
    }
}

fn single_argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty),
        _ => None,
    }
}

fn refuse(ty: &Type, param: &str, is_field: bool) -> Diagnostic {
    let text = type_text(ty);
    let what = if is_field { "field" } else { "parameter" };
    let span = last_ident(ty).map_or_else(|| first_span(ty), |ident| ident.span());
    let wanted = last_ident(ty).filter(|_| matches!(ty, Type::Path(_) | Type::TraitObject(_)));
    let help = match (wanted, ty) {
        (Some(_), Type::TraitObject(_)) => format!("ask for `Arc<{text}>`"),
        (Some(ident), _)
            if ident == "Option" || ident == "Box" || ident == "Rc" || ident == "Vec" =>
        {
            format!("a {what} is {FORMS}")
        }
        (Some(_), _) if is_field => {
            format!("ask for `Arc<{text}>`, or say its value with `#[value(…)]`")
        }
        (Some(_), _) => format!("ask for `Arc<{text}>` or `&{text}`"),
        (None, Type::Reference(reference)) if is_field => {
            format!("ask for `Arc<{}>`", type_text(&reference.elem))
        }
        _ => format!("a {what} is {FORMS}"),
    };
    Diagnostic::new(
        codes::BAD_PARAMETER,
        span,
        format!("{what} `{param}` has the type `{text}`, which cannot be injected"),
    )
    .help(help)
}

fn first_span(ty: &Type) -> Span {
    quote::ToTokens::to_token_stream(ty)
        .into_iter()
        .next()
        .map_or_else(|| ty.span(), |token| token.span())
}
