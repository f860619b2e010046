use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Arg, Args, Diagnostic, Diagnostics, last_ident};
use syn::{
    Expr, FnArg, GenericArgument, GenericParam, Ident, ImplItemFn, LitStr, Pat, Path,
    PathArguments, ReceiverKind, ReturnType, Token, Type, bracketed,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    parse_quote,
    punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    codes, key,
    model::{Method, Times},
};

const CODE: &str = codes::ARGUMENT;
const KNOWN: [&str; 12] = [
    "key", "ttl", "idle", "stale", "early", "negative", "tags", "skip", "shared", "region",
    "cache", "crate",
];

/// Reads a method with its arguments; what is wrong is reported.
pub(crate) fn method(
    arguments: TokenStream,
    item: TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Method> {
    let mut args = Args::parse(arguments, "#[cached]", &KNOWN, CODE, diagnostics);
    let Ok(item) = syn::parse2::<ImplItemFn>(item) else {
        diagnostics.push(
            Diagnostic::new(
                codes::NOT_CACHEABLE,
                Span::call_site(),
                "`#[cached]` stands on something that is no method",
            )
            .help("write it on an `async` method of an `impl` block"),
        );
        return None;
    };
    let parameters = parameters(&item, diagnostics);
    let output = output(&item, diagnostics);
    let literal: Option<LitStr> = match args.take("key") {
        Some(arg) => arg.parse("\"product:{id}\"", CODE, diagnostics),
        None => {
            let headline = format!("`#[cached]` on `{}` has no `key`", item.sig.ident.unraw());
            diagnostics.push(
                Diagnostic::new(CODE, item.sig.ident.span(), headline)
                    .help("write `key = \"…\"` with a `{name}` for each parameter"),
            );
            None
        }
    };
    let key = literal.as_ref().and_then(|literal| {
        key::read(&literal.value())
            .map_err(|(told, help)| {
                diagnostics.push(Diagnostic::new(codes::KEY, literal.span(), told).help(help));
            })
            .ok()
    });
    let mut time = |name| args.take(name).and_then(|arg| duration(arg, diagnostics));
    let times = Times {
        ttl: time("ttl"),
        idle: time("idle"),
        stale: time("stale"),
        early: time("early"),
        negative: time("negative"),
    };
    let tags = args.take("tags").map_or_else(Vec::new, |arg| {
        arg.parse_with(list, "[\"products\"]", CODE, diagnostics)
            .unwrap_or_default()
    });
    let skipped = args.take("skip").map_or_else(Vec::new, |arg| {
        arg.parse_with(names, "[page]", CODE, diagnostics)
            .unwrap_or_default()
    });
    let shared = args
        .take("shared")
        .is_some_and(|arg| arg.flag(CODE, diagnostics));
    let region = args
        .take("region")
        .and_then(|arg| arg.parse("\"products\"", CODE, diagnostics));
    let cache: Expr = match args.take("cache") {
        Some(arg) => arg.parse("self.cache", CODE, diagnostics)?,
        None => parse_quote!(self.cache),
    };
    let root: Path = match args.take("crate") {
        Some(arg) => arg.parse_with(Path::parse_mod_style, "some::path", CODE, diagnostics)?,
        None => parse_quote!(::purlin::cache),
    };
    let (value, optional) = output?;
    Some(Method {
        root,
        cache,
        region,
        literal: literal?,
        key: key?,
        parameters: parameters?,
        skipped,
        times,
        tags,
        shared,
        value,
        optional,
        item,
    })
}

fn refuse(span: Span, headline: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::new(codes::NOT_CACHEABLE, span, headline).help(help));
}

/// The names of the parameters of a method that can be cached.
fn parameters(item: &ImplItemFn, diagnostics: &mut Diagnostics) -> Option<Vec<Ident>> {
    let signature = &item.sig;
    let name = signature.ident.unraw();
    if signature.asyncness.is_none() {
        let headline = format!("method `{name}` is not `async`");
        let help = "make it `async`: another one may be loading what it returns. Below \
                    `#[async_trait]`, call an `async` method of an `impl` block that has it";
        refuse(signature.ident.span(), headline, help, diagnostics);
        return None;
    }
    match signature.receiver().map(|receiver| &receiver.kind) {
        Some(ReceiverKind::Reference(_, _, None) | ReceiverKind::Typed(..)) => {}
        Some(_) => {
            let span = signature
                .receiver()
                .map_or_else(Span::call_site, Spanned::span);
            let headline = format!("method `{name}` does not take itself as `&self`");
            let help = "let it take `&self`: what it changes would not be done each time";
            refuse(span, headline, help, diagnostics);
            return None;
        }
        None => {
            let headline = format!("`{name}` takes no `&self`, so it has no cache");
            let help = "let it take `&self`";
            refuse(signature.ident.span(), headline, help, diagnostics);
            return None;
        }
    }
    let mut generics = signature.generics.params.iter();
    if let Some(parameter) = generics.find(|one| !matches!(one, GenericParam::Lifetime(_))) {
        let headline = format!("method `{name}` is generic");
        let help = "write its types out: a region of the cache has one type";
        refuse(parameter.span(), headline, help, diagnostics);
        return None;
    }
    let mut names = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        if let Type::ImplTrait(ty) = &*input.ty {
            let headline = format!("method `{name}` is generic");
            let help = "write its types out: a region of the cache has one type";
            refuse(ty.impl_token.span, headline, help, diagnostics);
            return None;
        }
        let Pat::Ident(pattern) = &*input.pat else {
            let headline = format!("a parameter of `{name}` has no name");
            let help = "give it a name, for the key";
            refuse(input.pat.span(), headline, help, diagnostics);
            return None;
        };
        names.push(pattern.ident.clone());
    }
    Some(names)
}

/// The type that is kept, and whether it may not exist.
fn output(item: &ImplItemFn, diagnostics: &mut Diagnostics) -> Option<(Type, bool)> {
    let name = item.sig.ident.unraw();
    let span = match &item.sig.output {
        ReturnType::Default => item.sig.ident.span(),
        ReturnType::Type(_, ty) => {
            if let Some(value) = first_of(ty, "Result") {
                return Some(match first_of(&value, "Option") {
                    Some(inner) => (inner, true),
                    None => (value, false),
                });
            }
            ty.span()
        }
    };
    // A method that is not async has been told enough.
    if item.sig.asyncness.is_some() {
        let headline = format!("method `{name}` does not return a `Result`");
        let help = "let it return a `Result` whose error has `Clone` and `From<CacheError>`";
        refuse(span, headline, help, diagnostics);
    }
    None
}

/// `T` of `Result<T, …>`, under any path.
fn first_of(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    if last_ident(ty).is_none_or(|last| last != name) {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

fn duration(arg: Arg, diagnostics: &mut Diagnostics) -> Option<u64> {
    let name = arg.name.to_string();
    let text: LitStr = arg.parse("\"30s\"", CODE, diagnostics)?;
    let value = milliseconds(&text.value());
    if value.is_none() {
        let headline = format!("`{}` is no value for `{name}`", text.value());
        let help = "write a time such as `250ms`, `30s`, `5m` or `2h`";
        diagnostics.push(Diagnostic::new(CODE, text.span(), headline).help(help));
    }
    value
}

fn milliseconds(text: &str) -> Option<u64> {
    let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
    let (number, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}

fn list(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let content;
    bracketed!(content in input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(texts.into_iter().collect())
}

fn names(input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let content;
    bracketed!(content in input);
    let names = Punctuated::<Ident, Token![,]>::parse_terminated.parse2(content.parse()?)?;
    Ok(names.into_iter().collect())
}
