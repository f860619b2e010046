use proc_macro2::Ident;
use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text, last_ident, type_text};
use quote::ToTokens;
use syn::{GenericArgument, LitStr, PathArguments, Type, ext::IdentExt};

use super::{
    codes, literal,
    model::{Field, Parsed, ParsedField, Presence, Section},
    parse::likely_prefix,
};

/// Checks every rule. What comes out means something only if nothing was reported.
pub(super) fn check(parsed: &Parsed, diagnostics: &mut Diagnostics) -> Section {
    let prefix = parsed
        .prefix
        .as_ref()
        .filter(|prefix| check_prefix(prefix, &parsed.item.ident, diagnostics));
    let fields = parsed
        .fields
        .iter()
        .map(|field| check_field(field, diagnostics))
        .collect();
    Section {
        prefix: prefix.cloned(),
        doc: doc_text(&parsed.item.attrs),
        fields,
    }
}

fn check_prefix(prefix: &LitStr, ident: &Ident, diagnostics: &mut Diagnostics) -> bool {
    let text = prefix.value();
    if !text.is_empty() && text.split('.').all(is_name) {
        return true;
    }
    let headline = if text.is_empty() {
        "the prefix is empty".to_owned()
    } else {
        format!("`{text}` cannot be the prefix of a section")
    };
    let help = match repaired(&text) {
        None if text.is_empty() => format!("write `prefix = \"{}\"`", likely_prefix(ident)),
        Some(better) => format!("write `prefix = \"{better}\"`"),
        None => "write small letters, digits and single `_`, with `.` between levels, as in \
                 `prefix = \"http.server\"`"
            .to_owned(),
    };
    diagnostics.push(Diagnostic::new(codes::PREFIX, prefix.span(), headline).help(help));
    false
}

/// Whether a variable of the environment can name it: `__` is what separates levels there.
fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && !text.ends_with('_')
        && !text.contains("__")
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

/// The prefix in the right spelling, if that is all that is wrong.
fn repaired(text: &str) -> Option<String> {
    let mut better = String::new();
    for letter in text.chars() {
        match letter {
            letter if letter.is_ascii_uppercase() => {
                if better.ends_with(|last: char| last.is_ascii_lowercase()) {
                    better.push('_');
                }
                better.push(letter.to_ascii_lowercase());
            }
            '-' | ' ' => better.push('_'),
            '/' | ':' => better.push('.'),
            letter => better.push(letter),
        }
    }
    better.split('.').all(is_name).then_some(better)
}

fn check_field(field: &ParsedField, diagnostics: &mut Diagnostics) -> Field {
    let name = field.ident.unraw().to_string();
    check_name(field, &name, diagnostics);
    let type_name = last_ident(&field.ty).map(ToString::to_string);
    let type_name = type_name.unwrap_or_default();
    let presence = match (&field.default, in_option(&field.ty)) {
        (Some(default), Some(inner)) => {
            let headline =
                format!("`{name}` has a default and is an `Option`, which would never be `None`");
            let help = format!("make its type `{}`", type_text(inner));
            let span = field.ty.to_token_stream().into_iter().next();
            let span = span.map_or_else(|| field.ident.span(), |token| token.span());
            diagnostics.push(Diagnostic::new(codes::DEFAULT_OF_OPTION, span, headline).help(help));
            Presence::Default {
                expression: default.to_token_stream(),
                text: type_text(default),
                duration: false,
            }
        }
        (Some(default), None) => Presence::Default {
            expression: literal::default_expression(default, &type_name, diagnostics),
            text: if field.secret || type_name == "Secret" {
                "‹secret›".to_owned()
            } else {
                type_text(default)
            },
            duration: literal::is_duration(default, &type_name),
        },
        (None, Some(inner)) => Presence::Optional(inner.clone()),
        (None, None) => Presence::Required,
    };
    Field {
        ident: field.ident.clone(),
        name,
        type_text: type_text(&field.ty),
        ty: field.ty.clone(),
        doc: field.doc.clone(),
        conditions: field.conditions.clone(),
        secret: field.secret || holds_secret(&field.ty),
        presence,
    }
}

fn check_name(field: &ParsedField, name: &str, diagnostics: &mut Diagnostics) {
    if is_name(name) || !name.contains("__") && !name.starts_with('_') && !name.ends_with('_') {
        return;
    }
    let headline = format!("no variable of the environment can name the field `{name}`");
    let help = "use single `_`, between words: `__` separates levels in variables";
    diagnostics.push(Diagnostic::new(codes::FIELD_NAME, field.ident.span(), headline).help(help));
}

/// The type in an `Option<…>`.
fn in_option(ty: &Type) -> Option<&Type> {
    let (ident, mut arguments) = arguments(ty)?;
    (ident == "Option").then(|| arguments.next()).flatten()
}

/// Whether the type is `Secret<…>` or `Option<Secret<…>>`.
fn holds_secret(ty: &Type) -> bool {
    last_ident(in_option(ty).unwrap_or(ty)).is_some_and(|ident| ident == "Secret")
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
