//! What the literal of a default means for the type of its field.

mod address;

use std::{
    fmt::Display,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics, type_text};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

use self::address::{ip, ipv4, ipv6, socket};
use super::codes;

/// What a type is, as far as its name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unsigned,
    Signed,
    Float,
    Boolean,
    Character,
    Text,
    Duration,
    Size,
    Url,
    Regex,
    Ip,
    Ipv4,
    Ipv6,
    Socket,
    Other,
}

impl Kind {
    fn of(type_name: &str) -> Self {
        match type_name {
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => Self::Unsigned,
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => Self::Signed,
            "f32" | "f64" => Self::Float,
            "bool" => Self::Boolean,
            "char" => Self::Character,
            "String" | "PathBuf" => Self::Text,
            "Duration" => Self::Duration,
            "ByteSize" => Self::Size,
            "Url" => Self::Url,
            "Regex" => Self::Regex,
            "IpAddr" => Self::Ip,
            "Ipv4Addr" => Self::Ipv4,
            "Ipv6Addr" => Self::Ipv6,
            "SocketAddr" => Self::Socket,
            _ => Self::Other,
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Unsigned | Self::Signed => "10",
            Self::Float => "1.0",
            Self::Boolean => "true",
            Self::Character => "'a'",
            Self::Text | Self::Other => "\"text\"",
            Self::Duration => "\"30s\"",
            Self::Size => "\"64MiB\"",
            Self::Url => "\"https://example.org\"",
            Self::Regex => "\"[a-z]+\"",
            Self::Ip | Self::Ipv4 => "\"127.0.0.1\"",
            Self::Ipv6 => "\"::1\"",
            Self::Socket => "\"127.0.0.1:8080\"",
        }
    }

    const fn takes(self, literal: &Lit) -> bool {
        match literal {
            Lit::Int(_) => matches!(self, Self::Unsigned | Self::Signed | Self::Other),
            Lit::Float(_) => matches!(self, Self::Float | Self::Other),
            Lit::Bool(_) => matches!(self, Self::Boolean | Self::Other),
            Lit::Char(_) => matches!(self, Self::Character | Self::Other),
            Lit::Str(_) => !matches!(
                self,
                Self::Unsigned | Self::Signed | Self::Float | Self::Boolean | Self::Character
            ),
            Lit::Byte(_) => matches!(self, Self::Unsigned | Self::Other),
            _ => matches!(self, Self::Other),
        }
    }
}

/// The expression for `default` of a field whose type is called `type_name`. A literal of
/// another kind is reported at its own token.
pub(super) fn default_expression(
    default: &Expr,
    type_name: &str,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let kind = Kind::of(type_name);
    match default {
        Expr::Lit(ExprLit { lit, .. }) => {
            check_kind(lit, kind, type_name, diagnostics);
            let Lit::Str(text) = lit else {
                return quote!(#default);
            };
            text_expression(text, kind, type_name, diagnostics)
        }
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(minus),
            expr,
            ..
        }) => {
            if let Expr::Lit(ExprLit { lit, .. }) = &**expr {
                if kind == Kind::Unsigned && matches!(lit, Lit::Int(_)) {
                    let headline = format!(
                        "the default is negative and the type of the field is `{type_name}`"
                    );
                    diagnostics.push(
                        Diagnostic::new(codes::DEFAULT_KIND, minus.span, headline)
                            .help("remove the `-`, or make the type signed"),
                    );
                } else {
                    check_kind(lit, kind, type_name, diagnostics);
                }
            }
            quote!(#default)
        }
        _ => quote!(#default),
    }
}

/// The type of the constant in which the compiler evaluates the literal: a duration or a size.
/// `None` for everything else.
pub(super) fn constant_type(literal: &Expr, type_name: &str) -> Option<TokenStream> {
    let text = matches!(literal, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)));
    match Kind::of(type_name) {
        Kind::Duration if text => Some(quote!(::core::time::Duration)),
        Kind::Size if text => Some(quote!(::purlin::config::ByteSize)),
        _ => None,
    }
}

/// Whether the name is that of a number.
pub(super) fn is_number(type_name: &str) -> bool {
    matches!(
        Kind::of(type_name),
        Kind::Unsigned | Kind::Signed | Kind::Float
    )
}

/// Whether the name is that of something with a length.
pub(super) fn has_length(type_name: &str) -> bool {
    let name = type_name.split('<').next().unwrap_or_default();
    matches!(
        name,
        "String" | "PathBuf" | "Vec" | "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet" | "Url"
    )
}

/// Whether a pattern can be for it: text, or a type of which nothing is known.
pub(super) fn is_text(type_name: &str) -> bool {
    matches!(Kind::of(type_name), Kind::Text | Kind::Other)
        && !matches!(
            type_name,
            "Vec" | "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet"
        )
}

/// A literal as a person writes it in a file, without its Rust; other expressions as they are.
pub(super) fn plain_text(expression: &Expr) -> String {
    match expression {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => text.value(),
            Lit::Int(number) => number.base10_digits().to_owned(),
            Lit::Float(number) => number.base10_digits().to_owned(),
            Lit::Bool(truth) => truth.value.to_string(),
            Lit::Char(letter) => letter.value().to_string(),
            _ => type_text(expression),
        },
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => format!("-{}", plain_text(expr)),
        Expr::Group(group) => plain_text(&group.expr),
        _ => type_text(expression),
    }
}

fn check_kind(literal: &Lit, kind: Kind, type_name: &str, diagnostics: &mut Diagnostics) {
    if kind.takes(literal) {
        return;
    }
    let what = match literal {
        Lit::Str(_) => "a text",
        Lit::Int(_) => "an integer",
        Lit::Float(_) => "a number with a fraction",
        Lit::Bool(_) => "a boolean",
        Lit::Char(_) => "a character",
        _ => "a literal of another kind",
    };
    let headline = format!("the default is {what} and the type of the field is `{type_name}`");
    let help = match (literal, kind) {
        (Lit::Int(number), Kind::Float) => {
            format!("write `default = {}.0`", number.base10_digits())
        }
        (Lit::Int(number), Kind::Text) => {
            format!("write `default = \"{}\"`", number.base10_digits())
        }
        (Lit::Str(text), _) if Kind::of(type_name).takes_text(&text.value()) => {
            format!("write `default = {}`", text.value())
        }
        _ => format!("write it as in `default = {}`", kind.example()),
    };
    diagnostics.push(Diagnostic::new(codes::DEFAULT_KIND, literal.span(), headline).help(help));
}

impl Kind {
    /// Whether the text would be a literal of this kind without its quotes.
    fn takes_text(self, text: &str) -> bool {
        match self {
            Self::Unsigned => text.parse::<u128>().is_ok(),
            Self::Signed => text.parse::<i128>().is_ok(),
            Self::Float => text.contains('.') && text.parse::<f64>().is_ok(),
            Self::Boolean => text.parse::<bool>().is_ok(),
            _ => false,
        }
    }
}

fn text_expression(
    text: &LitStr,
    kind: Kind,
    type_name: &str,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let span = text.span();
    match kind {
        // The parsers are the core's own, run by the compiler.
        Kind::Duration => evaluated(
            span,
            &quote!(::purlin::config::parse_duration(#text)),
            "a duration",
            "`default = \"1m30s\"` or `\"250ms\"`",
        ),
        Kind::Size => evaluated(
            span,
            &quote!(::purlin::config::ByteSize::parse(#text)),
            "a size",
            "`default = \"64MiB\"` or `\"1500kB\"`",
        ),
        Kind::Url => {
            let checked = evaluated(
                span,
                &quote!(match ::purlin::config::Url::is_url(#text) {
                    true => ::core::option::Option::Some(#text),
                    false => ::core::option::Option::None,
                }),
                "a URL",
                "`default = \"https://example.org\"`",
            );
            quote_spanned! {span=> {
                const CHECKED: &::core::primitive::str = #checked;
                ::purlin::config::Url::checked(CHECKED)
            }}
        }
        Kind::Regex => {
            if let Err(error) = regex_syntax::parse(&text.value()) {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or_default();
                let why = why.trim_start_matches("error: ").trim();
                let headline = format!("the default is not a `{type_name}`: {why}");
                diagnostics.push(
                    Diagnostic::new(codes::DEFAULT_TEXT, span, headline)
                        .help(format!("write it as in `default = {}`", kind.example())),
                );
            }
            quote_spanned!(span=> ::purlin::config::Regex::checked(#text))
        }
        Kind::Ip => parsed::<IpAddr>(text, type_name, kind, diagnostics, ip),
        Kind::Ipv4 => parsed::<Ipv4Addr>(text, type_name, kind, diagnostics, ipv4),
        Kind::Ipv6 => parsed::<Ipv6Addr>(text, type_name, kind, diagnostics, ipv6),
        Kind::Socket => parsed::<SocketAddr>(text, type_name, kind, diagnostics, socket),
        Kind::Text | Kind::Other => quote_spanned!(span=> ::core::convert::Into::into(#text)),
        Kind::Unsigned | Kind::Signed | Kind::Float | Kind::Boolean | Kind::Character => {
            quote!(#text)
        }
    }
}

/// What the compiler evaluates to the value, or to an error at the literal.
fn evaluated(span: Span, parse: &TokenStream, what: &str, example: &str) -> TokenStream {
    let message = format!(
        "[{code}] this is not {what}\n  help: write it as in {example}\n  \
         docs: https://purlin.rs/errors/{code}.html",
        code = codes::DEFAULT_TEXT
    );
    quote_spanned! {span=>
        match #parse {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => ::core::panic!("{}", #message),
        }
    }
}

fn parsed<T: FromStr<Err: Display>>(
    text: &LitStr,
    type_name: &str,
    kind: Kind,
    diagnostics: &mut Diagnostics,
    expression: impl FnOnce(T) -> TokenStream,
) -> TokenStream {
    match text.value().parse() {
        Ok(value) => expression(value),
        Err(error) => {
            let headline = format!("the default is not a `{type_name}`: {error}");
            diagnostics.push(
                Diagnostic::new(codes::DEFAULT_TEXT, text.span(), headline)
                    .help(format!("write it as in `default = {}`", kind.example())),
            );
            quote!(#text)
        }
    }
}
