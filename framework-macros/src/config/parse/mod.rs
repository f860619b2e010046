mod field;

use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics};
use syn::{Fields, Item, LitStr, Path, ext::IdentExt, spanned::Spanned};

use super::{
    codes,
    model::{Parsed, Prefix},
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
        .filter_map(|field| field::parse(field, diagnostics))
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
    let (prefix, validate) = parse_arguments(attribute, &item.ident, diagnostics);
    Some(Parsed {
        item,
        prefix,
        validate,
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

/// The prefix and the function that checks the whole section.
fn parse_arguments(
    attribute: TokenStream,
    ident: &Ident,
    diagnostics: &mut Diagnostics,
) -> (Prefix, Option<Path>) {
    let before = diagnostics.len();
    let mut args = Args::parse(
        attribute,
        "#[config]",
        &["prefix", "validate"],
        codes::UNKNOWN_ARGUMENT,
        diagnostics,
    );
    let understood = diagnostics.len() == before;
    let validate = args
        .take("validate")
        .and_then(|arg| arg.parse::<Path>("path::to::function", codes::MALFORMED, diagnostics));
    let Some(arg) = args.take("prefix") else {
        // A misspelt `prefix` is no nested section.
        let prefix = if understood {
            Prefix::Nested
        } else {
            Prefix::Wrong
        };
        return (prefix, validate);
    };
    let expected = format!("\"{}\"", likely_prefix(ident));
    let prefix = arg
        .parse::<LitStr>(&expected, codes::PREFIX, diagnostics)
        .map_or(Prefix::Wrong, Prefix::At);
    (prefix, validate)
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
