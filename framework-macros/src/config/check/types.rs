//! What the tokens of a type say.

use proc_macro2::Ident;
use purlin_macros_kit::last_ident;
use syn::{Attribute, GenericArgument, Path, PathArguments, Token, Type, punctuated::Punctuated};

/// The type in an `Option<…>`.
pub(super) fn in_option(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Option")
}

/// The type in a `Vec<…>`.
pub(super) fn in_list(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Vec")
}

/// The type of the values in a `BTreeMap<String, …>` or `HashMap<String, …>`.
pub(super) fn in_table(ty: &Type) -> Option<&Type> {
    let (ident, mut arguments) = arguments(ty)?;
    let is_map = ident == "BTreeMap" || ident == "HashMap";
    arguments.nth(1).filter(|_| is_map)
}

/// The type in a `Secret<…>`.
pub(super) fn in_secret(ty: &Type) -> Option<&Type> {
    argument_of(ty, "Secret")
}

/// The type without the `Option` and the `Secret` around it: what rules are about.
pub(super) fn bare(ty: &Type) -> &Type {
    let ty = in_option(ty).unwrap_or(ty);
    in_secret(ty).unwrap_or(ty)
}

/// Whether the type is `Secret<…>` or `Option<Secret<…>>`.
pub(super) fn holds_secret(ty: &Type) -> bool {
    last_ident(in_option(ty).unwrap_or(ty)).is_some_and(|ident| ident == "Secret")
}

/// The name that ends the type; empty for tuples and the like.
pub(super) fn name_of(ty: &Type) -> String {
    last_ident(ty).map(ToString::to_string).unwrap_or_default()
}

/// Whether the item derives `Default` by itself.
pub(super) fn derives_default(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
        .filter_map(|attribute| {
            attribute
                .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .any(|path| {
            path.segments
                .last()
                .is_some_and(|last| last.ident == "Default")
        })
}

fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let (ident, mut arguments) = arguments(ty)?;
    (ident == name).then(|| arguments.next()).flatten()
}

fn arguments(ty: &Type) -> Option<(&Ident, impl Iterator<Item = &Type>)> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return arguments(&group.elem),
        Type::Paren(paren) => return arguments(&paren.elem),
        _ => return None,
    };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(list) = &segment.arguments else {
        return None;
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some((&segment.ident, types))
}
