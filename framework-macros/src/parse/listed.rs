use proc_macro2::{Span, TokenStream, TokenTree};
use purlin_macros_kit::{ArgValue, Args, Diagnostic, Diagnostics, type_text};
use quote::ToTokens;
use syn::{
    Attribute, Ident, LitStr, Path, Token, bracketed,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use crate::codes;

/// An entry of a list of modules or components.
pub(crate) struct Listed {
    pub(crate) path: Path,
    /// The conditions of its `#[cfg(…)]` attributes.
    pub(crate) conditions: Vec<TokenStream>,
    /// `as "orders"`: which of several instances of the module it is.
    pub(crate) instance: Option<LitStr>,
    /// `optional Module`: its failure does not stop the application.
    pub(crate) optional: Option<Ident>,
}

/// An entry before anyone has looked at what stands around its path.
struct Raw {
    attributes: Vec<Attribute>,
    optional: Option<Ident>,
    path: Path,
    instance: Option<LitStr>,
}

impl Parse for Raw {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attribute::parse_outer(input)?;
        // `optional` is a word here only where a path follows it.
        let optional = input
            .fork()
            .parse::<Ident>()
            .is_ok_and(|word| word == "optional")
            && (input.peek2(Ident::peek_any) && !input.peek2(Token![as]));
        let optional = optional.then(|| input.parse()).transpose()?;
        let path = input.parse()?;
        let instance = input
            .parse::<Option<Token![as]>>()?
            .map(|_| input.parse())
            .transpose()?;
        Ok(Self {
            attributes,
            optional,
            path,
            instance,
        })
    }
}

/// Takes the argument `name`, a list of paths in brackets. Only an application names instances.
pub(crate) fn take_listed(
    args: &mut Args,
    name: &str,
    example: &str,
    instances: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Listed> {
    let Some(arg) = args.take(name) else {
        return Vec::new();
    };
    if let ArgValue::Value(tokens) = &arg.value
        && let Ok(single) = syn::parse2::<Path>(tokens.clone())
    {
        let headline = format!("`{name}` takes a list");
        let help = format!("write `{name} = [{}]`", type_text(&single));
        diagnostics.push(Diagnostic::new(codes::BAD_ARGUMENT, single.span(), headline).help(help));
        return vec![Listed {
            path: single,
            conditions: Vec::new(),
            instance: None,
            optional: None,
        }];
    }
    let list = |input: ParseStream<'_>| {
        let content;
        bracketed!(content in input);
        entries(&content)
    };
    let raw = arg.parse_with(list, example, codes::BAD_ARGUMENT, diagnostics);
    let mut found = Vec::new();
    for raw in raw.unwrap_or_default() {
        match raw {
            Ok(raw) => found.push(understood(raw, instances, diagnostics)),
            Err((span, is_value)) => {
                let headline = if is_value {
                    format!("an entry of `{name}` is a name, without quotes")
                } else {
                    format!("an entry of `{name}` is not finished")
                };
                let help = format!("write `{name} = {example}`");
                diagnostics.push(Diagnostic::new(codes::BAD_ARGUMENT, span, headline).help(help));
            }
        }
    }
    found
}

/// Reads entry by entry; one that is malformed, as while somebody types, takes no other with it.
/// What is wrong is told from what is not there yet.
fn entries(content: ParseStream<'_>) -> syn::Result<Vec<Result<Raw, (Span, bool)>>> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let place = (content.span(), content.peek(syn::Lit));
        let entry = content.parse::<Raw>();
        let whole = content.is_empty() || content.peek(Token![,]);
        found.push(entry.ok().filter(|_| whole).ok_or(place));
        while !content.is_empty() && !content.peek(Token![,]) {
            content.parse::<TokenTree>()?;
        }
        content.parse::<Option<Token![,]>>()?;
    }
    Ok(found)
}

fn understood(raw: Raw, instances: bool, diagnostics: &mut Diagnostics) -> Listed {
    let Raw {
        attributes,
        optional,
        path,
        instance,
    } = raw;
    let mut conditions = Vec::new();
    for attribute in attributes {
        match &attribute.meta {
            syn::Meta::List(list) if attribute.path().is_ident("cfg") => {
                conditions.push(list.tokens.clone());
            }
            _ => {
                let text = type_text(attribute.path());
                let headline = format!("`#[{text}]` means nothing on an entry of a list");
                diagnostics.push(
                    Diagnostic::new(codes::BAD_ARGUMENT, attribute.path().span(), headline)
                        .help("remove it; `#[cfg(…)]` is what an entry can have"),
                );
            }
        }
    }
    if let Some(word) = optional.as_ref().filter(|_| !instances) {
        let headline = "a module is made optional where an application lists it";
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, word.span(), headline).help("remove `optional`"),
        );
    }
    if let Some(name) = &instance {
        if !instances {
            let headline = "an instance is named where an application lists the module";
            diagnostics.push(
                Diagnostic::new(codes::BAD_INSTANCE, name.span(), headline)
                    .help(format!("remove `as {}`", name.to_token_stream())),
            );
        } else if !is_plain(&name.value()) {
            let headline = format!(
                "{} cannot be the name of an instance",
                name.to_token_stream()
            );
            diagnostics.push(
                Diagnostic::new(codes::BAD_INSTANCE, name.span(), headline).help(
                    "use lower-case letters, digits and `_`, and begin with a letter: `as \"orders\"`",
                ),
            );
        }
    }
    Listed {
        path,
        conditions,
        instance,
        optional,
    }
}

/// Whether it can stand in a file, in the name of a variable and in a metric.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
