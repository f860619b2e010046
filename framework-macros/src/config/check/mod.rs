mod field;
mod names;
mod rules;
mod types;

use proc_macro2::Ident;
use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text};
use syn::LitStr;

use super::{
    codes,
    model::{Parsed, Prefix, Presence, Section},
    parse::likely_prefix,
};

/// Checks every rule. What comes out means something only if nothing was reported.
pub(super) fn check(parsed: &Parsed, diagnostics: &mut Diagnostics) -> Section {
    if let Prefix::At(prefix) = &parsed.prefix {
        check_prefix(prefix, &parsed.item.ident, diagnostics);
    }
    names::check(&parsed.fields, diagnostics);
    let fields: Vec<_> = parsed
        .fields
        .iter()
        .map(|field| field::check(field, diagnostics))
        .collect();
    let complete = fields
        .iter()
        .all(|field| !matches!(field.presence, Presence::Required));
    Section {
        doc: doc_text(&parsed.item.attrs),
        default: complete && !types::derives_default(&parsed.item.attrs),
        fields,
    }
}

fn check_prefix(prefix: &LitStr, ident: &Ident, diagnostics: &mut Diagnostics) {
    let text = prefix.value();
    if !text.is_empty() && text.split('.').all(is_name) {
        return;
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
