use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics, doc_text};
use syn::{Attribute, Expr, Field, Fields, Item, LitStr, Meta, ext::IdentExt, spanned::Spanned};

use super::{
    codes,
    model::{Parsed, ParsedField},
};

/// Reads the declaration. `None` if the item is no struct that could be a section at all.
pub(super) fn parse(
    attribute: TokenStream,
    item: TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed> {
    let item = match syn::parse2::<Item>(item) {
        Ok(item) => item,
        Err(error) => {
            diagnostics.push_syntax(error);
            return None;
        }
    };
    let Item::Struct(mut item) = item else {
        push_not_a_struct(&item, diagnostics);
        return None;
    };
    let Fields::Named(named) = &mut item.fields else {
        let headline = format!("`{}` has no named fields to read", item.ident);
        let help = format!(
            "write `struct {} {{ … }}` with a name for each field",
            item.ident
        );
        diagnostics
            .push(Diagnostic::new(codes::NOT_A_STRUCT, item.ident.span(), headline).help(help));
        return None;
    };
    let fields = named
        .named
        .iter_mut()
        .filter_map(|field| parse_field(field, diagnostics))
        .collect();
    if let Some(parameter) = item.generics.params.first() {
        let headline = format!(
            "`{}` is generic, and a section is read as one type",
            item.ident
        );
        diagnostics.push(
            Diagnostic::new(codes::GENERIC, parameter.span(), headline)
                .help("use concrete types in the fields"),
        );
        return None;
    }
    let prefix = parse_prefix(attribute, &item.ident, diagnostics);
    Some(Parsed {
        item,
        prefix,
        fields,
    })
}

fn push_not_a_struct(item: &Item, diagnostics: &mut Diagnostics) {
    let span = match item {
        Item::Enum(item) => item.enum_token.span,
        Item::Union(item) => item.union_token.span,
        Item::Fn(item) => item.sig.ident.span(),
        Item::Impl(item) => item.impl_token.span,
        Item::Type(item) => item.type_token.span,
        Item::Mod(item) => item.mod_token.span,
        Item::Trait(item) => item.trait_token.span,
        other => other.span(),
    };
    diagnostics.push(
        Diagnostic::new(
            codes::NOT_A_STRUCT,
            span,
            "`#[config]` reads a struct with named fields",
        )
        .help("put it on a `struct` with a field for each setting"),
    );
}

fn parse_prefix(
    attribute: TokenStream,
    ident: &Ident,
    diagnostics: &mut Diagnostics,
) -> Option<LitStr> {
    let mut args = Args::parse(
        attribute,
        "#[config]",
        &["prefix"],
        codes::UNKNOWN_ARGUMENT,
        diagnostics,
    );
    let Some(arg) = args.take("prefix") else {
        if diagnostics.is_empty() {
            let headline = format!("`{ident}` does not say which section it is read from");
            let help = format!("write `#[config(prefix = \"{}\")]`", likely_prefix(ident));
            diagnostics.push(Diagnostic::new(codes::PREFIX, ident.span(), headline).help(help));
        }
        return None;
    };
    let expected = format!("\"{}\"", likely_prefix(ident));
    arg.parse::<LitStr>(&expected, codes::PREFIX, diagnostics)
}

/// The section that a struct of this name is most likely read from: `orders` for `OrdersConfig`.
pub(super) fn likely_prefix(ident: &Ident) -> String {
    let name = ident.unraw().to_string();
    let stem = name.strip_suffix("Config").unwrap_or(&name);
    let mut prefix = String::new();
    for letter in stem.chars() {
        if letter.is_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.extend(letter.to_lowercase());
    }
    if prefix.is_empty() {
        prefix.push_str("section");
    }
    prefix
}

/// Reads the field and takes our attributes off it.
fn parse_field(field: &mut Field, diagnostics: &mut Diagnostics) -> Option<ParsedField> {
    let ident = field.ident.clone()?;
    let mut default = None;
    let mut secret = false;
    let (ours, others): (Vec<_>, Vec<_>) = std::mem::take(&mut field.attrs)
        .into_iter()
        .partition(|attribute| attribute.path().is_ident("config"));
    field.attrs = others;
    for attribute in &ours {
        let Some(tokens) = arguments(attribute, diagnostics) else {
            continue;
        };
        let mut args = Args::parse(
            tokens,
            "#[config]",
            &["default", "secret"],
            codes::UNKNOWN_ARGUMENT,
            diagnostics,
        );
        if let Some(arg) = args.take("default") {
            default = arg.parse::<Expr>("value", codes::MALFORMED, diagnostics);
        }
        if let Some(arg) = args.take("secret") {
            secret = arg.flag(codes::MALFORMED, diagnostics);
        }
    }
    let conditions = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    Some(ParsedField {
        ident,
        ty: field.ty.clone(),
        doc: doc_text(&field.attrs),
        conditions: conditions.cloned().collect(),
        default,
        secret,
    })
}

/// What stands between the parentheses of `#[config(…)]` on a field.
fn arguments(attribute: &Attribute, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) if !list.tokens.is_empty() => Some(list.tokens.clone()),
        _ => {
            diagnostics.push(
                Diagnostic::new(
                    codes::MALFORMED,
                    attribute.path().span(),
                    "`#[config]` on a field needs an argument",
                )
                .help("write `#[config(default = …)]` or `#[config(secret)]`, or remove it"),
            );
            None
        }
    }
}
