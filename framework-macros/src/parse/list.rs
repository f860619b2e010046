use proc_macro2::{Ident, Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics, type_text};
use quote::quote;
use syn::{
    Path, Token, Type, bracketed,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    spanned::Spanned,
    token,
};

use crate::codes;

/// `[a, b, c]`
pub(crate) fn bracketed_list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    let content;
    bracketed!(content in input);
    let items = Punctuated::<T, Token![,]>::parse_terminated(&content)?;
    Ok(items.into_iter().collect())
}

/// Makes `list = […]` of names that stand in an attribute by themselves, as in `#[app(A, B)]`, and
/// says so.
pub(crate) fn with_its_name(
    tokens: TokenStream,
    attribute: &str,
    list: &str,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let inside = |input: ParseStream<'_>| {
        if input.peek(token::Bracket) {
            let content;
            bracketed!(content in input);
            return Punctuated::<Path, Token![,]>::parse_terminated(&content);
        }
        Punctuated::parse_terminated(input)
    };
    let Ok(named) = inside.parse2(tokens.clone()) else {
        return tokens;
    };
    let is_type = |path: &Path| {
        let name = path.segments.last().map(|end| end.ident.to_string());
        name.is_some_and(|name| name.starts_with(char::is_uppercase))
    };
    if named.is_empty() || !named.iter().all(is_type) {
        return tokens;
    }
    let texts: Vec<String> = named.iter().map(type_text).collect();
    let headline = format!(
        "`#[{attribute}]` does not say what `{}` is",
        texts.join(", ")
    );
    let help = format!("write `{list} = [{}]`", texts.join(", "));
    let span = named.first().map_or_else(Span::call_site, Spanned::span);
    diagnostics.push(Diagnostic::new(codes::BAD_ARGUMENT, span, headline).help(help));
    let list = Ident::new(list, span);
    quote!(#list = [#named])
}

/// `a` or `[a, b, c]`
pub(crate) fn one_or_list<T: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<T>> {
    if input.peek(token::Bracket) {
        bracketed_list(input)
    } else {
        Ok(vec![input.parse()?])
    }
}

/// Splits `dyn Trait, name = "…"` into the type that stands first and the arguments behind it.
pub(crate) fn type_and_rest(
    tokens: TokenStream,
    attribute: Span,
    refusal: (&str, &str),
    diagnostics: &mut Diagnostics,
) -> Option<(Type, TokenStream)> {
    let first = tokens.clone().into_iter().next();
    let at = first.map_or(attribute, |token| token.span());
    let split = |input: ParseStream<'_>| {
        let ty: Type = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((ty, input.parse::<TokenStream>()?))
    };
    let found = split.parse2(tokens).ok();
    if found.is_none() {
        let (headline, help) = refusal;
        diagnostics.push(Diagnostic::new(codes::BAD_ARGUMENT, at, headline).help(help));
    }
    found
}

/// Takes the argument `name`, a string.
pub(crate) fn take_text(args: &mut Args, name: &str, diagnostics: &mut Diagnostics) -> String {
    args.take(name)
        .and_then(|arg| arg.parse::<syn::LitStr>("\"…\"", codes::BAD_ARGUMENT, diagnostics))
        .map(|text| text.value())
        .unwrap_or_default()
}

/// Takes the argument `name`, a whole number that may be negative.
pub(crate) fn take_number(args: &mut Args, name: &str, diagnostics: &mut Diagnostics) -> i32 {
    let number = |input: ParseStream<'_>| {
        let negative = input.parse::<Option<Token![-]>>()?.is_some();
        let value: i32 = input.parse::<syn::LitInt>()?.base10_parse()?;
        Ok(if negative { -value } else { value })
    };
    args.take(name)
        .and_then(|arg| arg.parse_with(number, "10", codes::BAD_ARGUMENT, diagnostics))
        .unwrap_or_default()
}

/// Takes the bare argument `name`.
pub(crate) fn take_flag(args: &mut Args, name: &str, diagnostics: &mut Diagnostics) -> bool {
    args.take(name)
        .is_some_and(|arg| arg.flag(codes::BAD_ARGUMENT, diagnostics))
}

/// Whether there is anything in an attribute's argument tokens.
pub(crate) fn arguments(attribute: &syn::Attribute) -> TokenStream {
    match &attribute.meta {
        syn::Meta::List(list) => list.tokens.clone(),
        syn::Meta::Path(_) | syn::Meta::NameValue(_) => TokenStream::new(),
    }
}
