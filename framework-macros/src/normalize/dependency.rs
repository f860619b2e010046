use proc_macro2::{Ident, Span};
use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};
use syn::{Attribute, GenericArgument, PathArguments, Type, spanned::Spanned};

use crate::{
    codes,
    model::{Dependency, Handle},
    parse::{assisted, at_least, named},
};

/// What the attributes of a parameter or field ask for.
#[derive(Default)]
pub(super) struct Qualifiers {
    name: Option<String>,
    minimum: Option<(Span, usize)>,
    pub(super) assisted: Option<Span>,
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
            assisted: assisted(attributes, diagnostics),
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
    if let Some(span) = qualifiers.assisted {
        if qualifiers.name.is_some() || qualifiers.minimum.is_some() {
            let headline = format!("`{param}` is `#[assisted]`, so nothing is asked for");
            diagnostics.push(
                Diagnostic::new(codes::BAD_ASSISTED, span, headline)
                    .help("remove `#[assisted]`, or the attribute beside it"),
            );
        }
        return Some(Dependency {
            handle: Handle::Assisted,
            param,
            ty: ty.clone(),
            ident: None,
            span,
            name: None,
            minimum: 0,
        });
    }
    let (handle, asked) = match split(ty) {
        Ok((Handle::Borrowed, _)) if is_field => {
            diagnostics.push(refuse(ty, &param, is_field));
            return None;
        }
        Ok(found) => found,
        Err(Refused) => {
            diagnostics.push(refuse(ty, &param, is_field));
            return None;
        }
    };
    let nested = handle.is_edge() && (is_handle(asked) || is_stop(asked));
    if nested || matches!(asked, Type::ImplTrait(_) | Type::Infer(_)) {
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

/// The type is none of the handles.
struct Refused;

fn split(ty: &Type) -> Result<(Handle, &Type), Refused> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_some() => Err(Refused),
        Type::Reference(reference) => match (
            outermost(&reference.elem).as_str(),
            argument_of(&reference.elem),
        ) {
            ("Change", Some(section)) => Ok((Handle::Change, section)),
            _ => Ok((Handle::Borrowed, &*reference.elem)),
        },
        Type::Path(path) => {
            let Some(segment) = path.path.segments.last() else {
                return Err(Refused);
            };
            let argument = single_argument(&segment.arguments);
            match (segment.ident.to_string().as_str(), argument) {
                ("Arc", Some(inner)) => Ok((Handle::Shared, inner)),
                ("All", Some(inner)) => Ok((Handle::All, inner)),
                ("Lazy", Some(inner)) => Ok((Handle::Lazy, inner)),
                ("AllNamed", Some(inner)) => Ok((Handle::AllNamed, inner)),
                ("Live", Some(inner)) => Ok((Handle::Live, inner)),
                ("PerTenant", Some(inner)) => Ok((Handle::PerTenant, inner)),
                ("PerRequest", Some(inner)) => Ok((Handle::PerRequest, inner)),
                ("Factory", Some(inner)) => Ok((Handle::Factory, inner)),
                ("Option", Some(inner)) => match split(inner) {
                    Ok((Handle::Shared, asked)) => Ok((Handle::Optional, asked)),
                    _ => Err(Refused),
                },
                ("Stop", None) => Ok((Handle::Stop, ty)),
                ("Kernel", None) => Ok((Handle::Kernel, ty)),
                _ => Err(Refused),
            }
        }
        Type::Group(group) => split(&group.elem),
        Type::Paren(paren) => split(&paren.elem),
        _ => Err(Refused),
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
    if let Type::Reference(reference) = ty
        && reference.mutability.is_some()
    {
        let headline =
            format!("{what} `{param}` borrows a service mutably, but services are shared");
        let text = type_text(&reference.elem);
        return Diagnostic::new(codes::BAD_PARAMETER, reference.mutability.span(), headline).help(
            format!("ask for `&{text}`, and keep what changes behind a lock or a channel"),
        );
    }
    let span = last_ident(ty).map_or_else(|| first_span(ty), Ident::span);
    if service(ty).is_some_and(is_stop) {
        let headline =
            format!("{what} `{param}` has the type `{text}`, but a task owns its `Stop`");
        return Diagnostic::new(codes::BAD_PARAMETER, span, headline)
            .help("ask for `Stop`, in a `#[task]`");
    }
    let headline = format!("{what} `{param}` has the type `{text}`, which cannot be injected");
    Diagnostic::new(codes::BAD_PARAMETER, span, headline).help(instead(ty, is_field))
}

/// What to ask for instead.
fn instead(ty: &Type, is_field: bool) -> String {
    let Some(inner) = service(ty) else {
        return if is_field {
            "say its value with `#[value(…)]`, or ask for a service with `Arc<T>`".to_owned()
        } else {
            "a parameter is `Arc<T>`, `&T`, `Option<Arc<T>>`, `All<dyn Trait>` or `AllNamed<dyn Trait>`"
                .to_owned()
        };
    };
    if is_plain(ty) {
        return if is_field {
            "say its value with `#[value(…)]`, or ask for the section that has it: `Arc<OrdersConfig>`"
                .to_owned()
        } else {
            "ask for the section that has it: `&OrdersConfig`".to_owned()
        };
    }
    let asked = type_text(inner).replacen("impl ", "dyn ", 1);
    match outermost(ty).as_str() {
        "Option" => format!("ask for `Option<Arc<{asked}>>`"),
        "Arc" if argument_of(ty).is_some_and(|inner| outermost(inner) == "Option") => {
            format!("ask for `Option<Arc<{asked}>>`")
        }
        "AllNamed" => format!("ask for `AllNamed<{asked}>`"),
        handle @ ("Live" | "PerTenant" | "PerRequest" | "Factory") => {
            format!("ask for `{handle}<{asked}>`")
        }
        "Vec" | "All" => format!("ask for `All<{asked}>`"),
        "&" if !is_field => format!("ask for `&{asked}`"),
        "Box" | "Rc" | "Arc" | "&" | "dyn" | "impl" => format!("ask for `Arc<{asked}>`"),
        _ if is_field => format!("ask for `Arc<{asked}>`, or say its value with `#[value(…)]`"),
        _ => format!("ask for `Arc<{asked}>` or `&{asked}`"),
    }
}

/// Whether it is a plain value, borrowed or not, which nobody means to share as a service.
fn is_plain(ty: &Type) -> bool {
    const PLAIN: [&str; 20] = [
        "String", "str", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16",
        "i32", "i64", "i128", "isize", "f32", "f64", "Duration", "PathBuf",
    ];
    match ty {
        Type::Reference(reference) => is_plain(&reference.elem),
        _ => argument_of(ty).is_none() && PLAIN.contains(&outermost(ty).as_str()),
    }
}

/// What stands beside an error in the place of a field's type, if that cannot even be compiled.
pub(super) fn bearable(ty: &Type) -> Option<Type> {
    match ty {
        Type::Reference(reference) if reference.lifetime.is_none() => {
            let (mutability, elem) = (&reference.mutability, &reference.elem);
            Some(syn::parse_quote!(&'static #mutability #elem))
        }
        Type::TraitObject(_) => Some(syn::parse_quote!(::purlin::__private::Arc<#ty>)),
        _ => None,
    }
}

/// The service that is meant, whatever is wrapped around it. `None` for what is hardly a
/// service, such as a list of values.
fn service(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) => service(&reference.elem),
        Type::Group(group) => service(&group.elem),
        Type::Paren(paren) => service(&paren.elem),
        Type::TraitObject(_) | Type::ImplTrait(_) => Some(ty),
        Type::Path(_) => match outermost(ty).as_str() {
            "Arc" | "Option" | "Box" | "Rc" | "All" | "AllNamed" | "Live" | "PerTenant"
            | "PerRequest" | "Factory" => service(argument_of(ty)?),
            // A list is meant as a set if it holds handles.
            "Vec" => {
                let inner = argument_of(ty)?;
                let handle = matches!(outermost(inner).as_str(), "Arc" | "Box" | "Rc" | "&");
                handle.then(|| service(inner)).flatten()
            }
            _ => Some(ty),
        },
        _ => None,
    }
}

/// Whether a type within a handle is a handle itself.
fn is_handle(ty: &Type) -> bool {
    match outermost(ty).as_str() {
        "&" => true,
        "Arc" | "Option" | "Rc" | "All" | "AllNamed" | "Live" | "PerTenant" | "PerRequest"
        | "Factory" => argument_of(ty).is_some(),
        "Box" => matches!(argument_of(ty), Some(Type::TraitObject(_))),
        _ => false,
    }
}

/// Whether the type is the signal that a task gets by value.
fn is_stop(ty: &Type) -> bool {
    outermost(ty) == "Stop"
}

/// `Arc` of `std::sync::Arc<T>`, `&` of a reference, `dyn` and `impl` of traits.
fn outermost(ty: &Type) -> String {
    match ty {
        Type::Reference(_) => "&".to_owned(),
        Type::TraitObject(_) => "dyn".to_owned(),
        Type::ImplTrait(_) => "impl".to_owned(),
        _ => last_ident(ty).map(ToString::to_string).unwrap_or_default(),
    }
}

fn argument_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Path(path) => single_argument(&path.path.segments.last()?.arguments),
        _ => None,
    }
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
