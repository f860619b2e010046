use proc_macro2::{Ident, Span};
use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};
use syn::{Attribute, GenericArgument, PathArguments, Type, spanned::Spanned};

use crate::{
    codes,
    model::{Dependency, Handle},
    parse::{at_least, named},
};

/// The forms that a parameter may have, for messages.
const FORMS: &str = "`Arc<T>`, `&T`, `Option<Arc<T>>`, `All<dyn Trait>` or `AllNamed<dyn Trait>`";

/// What the attributes of a parameter or field ask for.
#[derive(Default)]
pub(super) struct Qualifiers {
    name: Option<String>,
    minimum: Option<(Span, usize)>,
}

impl Qualifiers {
    pub(super) fn take(attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> Self {
        let place = attributes
            .iter()
            .find(|attribute| attribute.path().is_ident("at_least"))
            .map(|attribute| attribute.path().span());
        let minimum = at_least(attributes, diagnostics);
        Self {
            name: named(attributes, diagnostics),
            minimum: place.map(|span| (span, minimum)),
        }
    }
}

/// Understands the type of a parameter (`borrow` allowed) or field.
pub(crate) fn dependency(
    param: String,
    ty: &Type,
    qualifiers: Qualifiers,
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
    if let Some((span, minimum)) = qualifiers.minimum
        && minimum > 0
        && !matches!(handle, Handle::All | Handle::AllNamed)
    {
        let headline = "`#[at_least]` belongs on a set";
        diagnostics.push(
            Diagnostic::new(codes::MISPLACED, span, headline)
                .help("ask for `All<dyn Trait>`, or remove `#[at_least]`"),
        );
    }
    let ident = last_ident(asked).cloned();
    let span = ident.as_ref().map_or_else(|| asked.span(), Ident::span);
    Some(Dependency {
        handle,
        param,
        ty: asked.clone(),
        ident,
        span,
        name: qualifiers.name,
        minimum: qualifiers.minimum.map_or(0, |(_, minimum)| minimum),
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
                ("AllNamed", Some(inner)) => Ok((Handle::AllNamed, inner)),
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
    let span = last_ident(ty).map_or_else(|| first_span(ty), Ident::span);
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

/// A type that an application asks for by itself.
pub(crate) fn exposed(ty: &Type) -> Dependency {
    let ident = last_ident(ty).cloned();
    Dependency {
        handle: Handle::Shared,
        param: "expose".to_owned(),
        ty: ty.clone(),
        span: ident.as_ref().map_or_else(|| first_span(ty), Ident::span),
        ident,
        name: None,
        minimum: 0,
    }
}
