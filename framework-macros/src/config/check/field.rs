use proc_macro2::Span;
use purlin_macros_kit::{Diagnostic, Diagnostics, last_ident, type_text};
use quote::ToTokens;
use syn::{Expr, Ident, LitStr, Type, ext::IdentExt, spanned::Spanned};

use super::{
    super::{
        codes, literal,
        model::{DefaultValue, Field, ParsedField, Presence},
    },
    rules, types,
};

/// Checks one field.
pub(super) fn check(field: &ParsedField, diagnostics: &mut Diagnostics) -> Field {
    let name = field.ident.unraw().to_string();
    let secret = field.arguments.secret || types::holds_secret(&field.ty);
    check_conflicts(field, &name, diagnostics);
    let presence = presence(field, &name, secret, diagnostics);
    Field {
        rules: rules::check(field, &presence, diagnostics),
        presence,
        type_text: type_text(&field.ty),
        ident: field.ident.clone(),
        ty: field.ty.clone(),
        doc: field.doc.clone(),
        conditions: field.conditions.clone(),
        secret,
        dynamic: field.arguments.dynamic,
        append: field.arguments.append.is_some(),
        unit: field.arguments.unit.as_ref().map(LitStr::value),
        env: field.arguments.env.as_ref().map(LitStr::value),
        aliases: field
            .arguments
            .deprecated
            .iter()
            .map(LitStr::value)
            .collect(),
        name,
    }
}

fn presence(
    field: &ParsedField,
    name: &str,
    secret: bool,
    diagnostics: &mut Diagnostics,
) -> Presence {
    let inner = types::in_option(&field.ty);
    if field.arguments.nested.is_some() {
        let boxed = |ty: &Type| Box::new(ty.clone());
        let list = types::in_list(&field.ty).map(|ty| Presence::NestedList(boxed(ty)));
        let table = || types::in_table(&field.ty).map(|ty| Presence::NestedTable(boxed(ty)));
        let optional = || inner.map(|ty| Presence::NestedOptional(boxed(ty)));
        return list
            .or_else(table)
            .or_else(optional)
            .unwrap_or(Presence::Nested);
    }
    match (&field.arguments.default, inner) {
        (Some(default), Some(inner)) => {
            let headline =
                format!("`{name}` has a default and is an `Option`, which would never be `None`");
            let help = format!("make its type `{}`", type_text(inner));
            let span = first_span(&field.ty, field.ident.span());
            diagnostics.push(Diagnostic::new(codes::DEFAULT_OF_OPTION, span, headline).help(help));
            Presence::Default(DefaultValue {
                expression: default.to_token_stream(),
                text: type_text(default),
                constant: None,
                span: default.span(),
            })
        }
        (Some(default), None) => {
            Presence::Default(default_value(default, &field.ty, secret, diagnostics))
        }
        (None, Some(inner)) => Presence::Optional(Box::new(inner.clone())),
        (None, None) => Presence::Required,
    }
}

fn default_value(
    default: &Expr,
    ty: &Type,
    secret: bool,
    diagnostics: &mut Diagnostics,
) -> DefaultValue {
    let type_name = types::name_of(ty);
    DefaultValue {
        expression: literal::default_expression(default, &type_name, diagnostics),
        text: if secret {
            "‹secret›".to_owned()
        } else {
            type_text(default)
        },
        constant: literal::constant_type(default, &type_name),
        span: first_span(default, default.span()),
    }
}

fn first_span(tokens: &impl ToTokens, otherwise: Span) -> Span {
    let first = tokens.to_token_stream().into_iter().next();
    first.map_or(otherwise, |token| token.span())
}

/// Arguments that exclude each other, and types that an argument cannot be used with.
fn check_conflicts(field: &ParsedField, name: &str, diagnostics: &mut Diagnostics) {
    let arguments = &field.arguments;
    if arguments.nested.is_some() {
        let allowed: &[&str] = if is_several(&field.ty) {
            &[
                "nested",
                "validate",
                "length",
                "dynamic",
                "append",
                "env",
                "deprecated",
                "unit",
            ]
        } else {
            &["nested", "validate"]
        };
        for other in &arguments.names {
            let argument = other.unraw().to_string();
            if !allowed.contains(&argument.as_str()) {
                push(
                    other,
                    if is_several(&field.ty) {
                        format!("`{name}` has sections of its own and cannot have `{argument}`")
                    } else {
                        format!("`{name}` is a section of its own and cannot have `{argument}`")
                    },
                    format!(
                        "give `{argument}` to the fields of `{}`",
                        nested_name(&field.ty)
                    ),
                    diagnostics,
                );
            }
        }
        return;
    }
    if let Some(flag) = named(field, "required") {
        if arguments.default.is_some() {
            push(
                flag,
                format!("`{name}` is required and has a default"),
                "remove one of them".to_owned(),
                diagnostics,
            );
        } else if let Some(inner) = types::in_option(&field.ty) {
            push(
                flag,
                format!("`{name}` is required and an `Option`"),
                format!("make its type `{}`", type_text(inner)),
                diagnostics,
            );
        }
    }
    if let Some(flag) = named(field, "append") {
        let bare = types::bare(&field.ty);
        let single = matches!(
            types::name_of(bare).as_str(),
            "String" | "bool" | "Duration" | "PathBuf" | "ByteSize" | "Url" | "SocketAddr"
        ) || literal::is_number(&types::name_of(bare));
        if single {
            push(
                flag,
                format!("`{name}` is no list, and only lists can be appended to"),
                format!(
                    "remove `append`, or make its type `Vec<{}>`",
                    type_text(bare)
                ),
                diagnostics,
            );
        }
    }
}

/// Whether the field holds sections and is none itself.
fn is_several(ty: &Type) -> bool {
    types::in_list(ty).or_else(|| types::in_table(ty)).is_some()
}

fn nested_name(ty: &Type) -> String {
    let inside = [types::in_option, types::in_list, types::in_table];
    let ty = inside.iter().find_map(|inside| inside(ty)).unwrap_or(ty);
    last_ident(ty).map_or_else(|| type_text(ty), ToString::to_string)
}

fn named<'f>(field: &'f ParsedField, name: &str) -> Option<&'f Ident> {
    field
        .arguments
        .names
        .iter()
        .find(|argument| argument.unraw() == name)
}

fn push(argument: &Ident, headline: String, help: String, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::new(codes::CONFLICT, argument.span(), headline).help(help));
}
