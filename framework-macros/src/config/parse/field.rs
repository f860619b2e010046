use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Arg, ArgValue, Args, Diagnostic, Diagnostics, doc_text};
use syn::{
    Attribute, Expr, ExprRange, Field, LitStr, Meta, Path, Token, ext::IdentExt,
    parse::ParseStream, punctuated::Punctuated, spanned::Spanned,
};

use super::super::{
    codes,
    model::{Arguments, ParsedField},
};

/// Every argument that `#[config]` on a field takes.
const KNOWN: &[&str] = &[
    "default",
    "required",
    "nested",
    "secret",
    "dynamic",
    "append",
    "unit",
    "env",
    "deprecated",
    "range",
    "length",
    "pattern",
    "validate",
];

/// Reads the field and takes our attributes off it.
pub(super) fn parse(field: &mut Field, diagnostics: &mut Diagnostics) -> Option<ParsedField> {
    let ident = field.ident.clone()?;
    let (ours, others): (Vec<_>, Vec<_>) = std::mem::take(&mut field.attrs)
        .into_iter()
        .partition(|attribute| attribute.path().is_ident("config"));
    field.attrs = others;
    let mut arguments = Arguments::default();
    for attribute in &ours {
        if let Some(tokens) = tokens(attribute, diagnostics) {
            read(tokens, &mut arguments, diagnostics);
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
        arguments,
    })
}

fn read(tokens: TokenStream, arguments: &mut Arguments, diagnostics: &mut Diagnostics) {
    let mut args = Args::parse(
        tokens,
        "#[config]",
        KNOWN,
        codes::UNKNOWN_ARGUMENT,
        diagnostics,
    );
    for name in KNOWN {
        let Some(arg) = args.take(name) else {
            continue;
        };
        if let Some(earlier) = arguments
            .names
            .iter()
            .find(|earlier| earlier.unraw() == name)
        {
            let headline = format!("`{earlier}` is given twice for one field");
            diagnostics.push(
                Diagnostic::new(codes::UNKNOWN_ARGUMENT, arg.name.span(), headline)
                    .help("keep one of them"),
            );
            continue;
        }
        arguments.names.push(arg.name.clone());
        read_one(name, arg, arguments, diagnostics);
    }
}

fn read_one(name: &str, arg: Arg, arguments: &mut Arguments, diagnostics: &mut Diagnostics) {
    let code = codes::MALFORMED;
    let span = arg.name.span();
    match name {
        "default" => arguments.default = arg.parse::<Expr>("value", code, diagnostics),
        "required" => arguments.required = flag(arg, span, diagnostics),
        "nested" => arguments.nested = flag(arg, span, diagnostics),
        "append" => arguments.append = flag(arg, span, diagnostics),
        "secret" => arguments.secret = arg.flag(code, diagnostics),
        "dynamic" => arguments.dynamic = arg.flag(code, diagnostics),
        "unit" => arguments.unit = arg.parse::<LitStr>("\"requests\"", code, diagnostics),
        "env" => arguments.env = arg.parse::<LitStr>("\"DATABASE_URL\"", code, diagnostics),
        "pattern" => arguments.pattern = arg.parse::<LitStr>("\"[a-z]+\"", code, diagnostics),
        "validate" => {
            arguments.validate = arg.parse::<Path>("path::to::function", code, diagnostics);
        }
        "deprecated" => {
            let names = arg.parse_with(
                Punctuated::<LitStr, Token![,]>::parse_terminated,
                "\"old_name\"",
                code,
                diagnostics,
            );
            arguments.deprecated = names.into_iter().flatten().collect();
        }
        "range" => arguments.range = range(arg, "range(1..=1000)", diagnostics),
        _ => arguments.length = range(arg, "length(1..=64)", diagnostics),
    }
}

fn flag(arg: Arg, span: Span, diagnostics: &mut Diagnostics) -> Option<Span> {
    arg.flag(codes::MALFORMED, diagnostics).then_some(span)
}

/// A range between parentheses; one that is open at both ends says nothing.
fn range(arg: Arg, example: &str, diagnostics: &mut Diagnostics) -> Option<ExprRange> {
    let span = arg.name.span();
    let name = arg.name.unraw().to_string();
    let found = match arg.value {
        ArgValue::List(tokens) | ArgValue::Value(tokens) => {
            let parser = |input: ParseStream<'_>| input.parse::<ExprRange>();
            syn::parse::Parser::parse2(parser, tokens).ok()
        }
        ArgValue::Flag => None,
    };
    let found = found.filter(|range| range.start.is_some() || range.end.is_some());
    if found.is_none() {
        let headline = format!("`{name}` does not say from where to where");
        diagnostics.push(
            Diagnostic::new(codes::MALFORMED, span, headline)
                .help(format!("write a range: `{example}`")),
        );
    }
    found
}

/// What stands between the parentheses of `#[config(…)]` on a field.
fn tokens(attribute: &Attribute, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
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
