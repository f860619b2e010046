//! Every name under which a field can be set means one field.

use std::collections::BTreeMap;

use proc_macro2::Span;
use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::{LitStr, ext::IdentExt};

use super::{
    super::{codes, model::ParsedField},
    is_name,
};

/// Checks the names of the fields, their old names and their variables.
pub(super) fn check(fields: &[ParsedField], diagnostics: &mut Diagnostics) {
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    for field in fields {
        let name = field.ident.unraw().to_string();
        check_name(&name, field.ident.span(), diagnostics);
        keys.insert(name.clone(), name);
    }
    let mut variables: BTreeMap<String, String> = BTreeMap::new();
    for field in fields {
        let name = field.ident.unraw().to_string();
        for old in &field.arguments.deprecated {
            let text = old.value();
            if !is_name(&text) {
                push_malformed(
                    old,
                    "an old name",
                    "small letters, digits and single `_`",
                    diagnostics,
                );
            } else if let Some(owner) = keys.get(&text) {
                push_taken(old, owner, &name, diagnostics);
            } else {
                keys.insert(text, name.clone());
            }
        }
        let Some(variable) = &field.arguments.env else {
            continue;
        };
        let text = variable.value();
        if !is_variable(&text) {
            push_malformed(
                variable,
                "the name of a variable",
                "letters, digits and `_`",
                diagnostics,
            );
        } else if let Some(owner) = variables.get(&text) {
            push_taken(variable, owner, &name, diagnostics);
        } else {
            variables.insert(text, name);
        }
    }
}

fn check_name(name: &str, span: Span, diagnostics: &mut Diagnostics) {
    if is_name(name) || !name.contains("__") && !name.starts_with('_') && !name.ends_with('_') {
        return;
    }
    let headline = format!("no variable of the environment can name the field `{name}`");
    let help = "use single `_`, between words: `__` separates levels in variables";
    diagnostics.push(Diagnostic::new(codes::FIELD_NAME, span, headline).help(help));
}

fn is_variable(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn push_malformed(text: &LitStr, what: &str, made_of: &str, diagnostics: &mut Diagnostics) {
    let headline = format!("`{}` cannot be {what}", text.value());
    diagnostics.push(
        Diagnostic::new(codes::SECOND_NAME, text.span(), headline).help(format!(
            "{what} is made of {made_of}, and starts with a letter"
        )),
    );
}

fn push_taken(text: &LitStr, owner: &str, field: &str, diagnostics: &mut Diagnostics) {
    let headline = if owner == field {
        format!("`{}` names the field `{owner}` already", text.value())
    } else {
        format!("`{}` names the field `{owner}`", text.value())
    };
    diagnostics.push(
        Diagnostic::new(codes::SECOND_NAME, text.span(), headline)
            .help("remove it, or choose another name"),
    );
}
