//! What the literal of a default means for the type of its field.

use std::{
    fmt::Display,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    str::FromStr,
};

use proc_macro2::TokenStream;
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, UnOp};

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

/// Whether the default is the text of a duration, which the compiler evaluates.
pub(super) fn is_duration(default: &Expr, type_name: &str) -> bool {
    let literal = matches!(default, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_)));
    literal && Kind::of(type_name) == Kind::Duration
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
        Kind::Duration => {
            let message = format!(
                "[{code}] the default is not a duration\n  help: write it as in \
                 `default = \"1m30s\"` or `\"250ms\"`\n  docs: https://purlin.rs/errors/{code}.html",
                code = codes::DEFAULT_TEXT
            );
            // The parser is the core's own, run by the compiler.
            quote_spanned! {span=>
                match ::purlin::config::parse_duration(#text) {
                    ::core::option::Option::Some(duration) => duration,
                    ::core::option::Option::None => ::core::panic!("{}", #message),
                }
            }
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

fn ip(address: IpAddr) -> TokenStream {
    match address {
        IpAddr::V4(address) => {
            let address = ipv4(address);
            quote!(::core::net::IpAddr::V4(#address))
        }
        IpAddr::V6(address) => {
            let address = ipv6(address);
            quote!(::core::net::IpAddr::V6(#address))
        }
    }
}

fn ipv4(address: Ipv4Addr) -> TokenStream {
    let [a, b, c, d] = address.octets();
    quote!(::core::net::Ipv4Addr::new(#a, #b, #c, #d))
}

fn ipv6(address: Ipv6Addr) -> TokenStream {
    let segments = address.segments();
    quote!(::core::net::Ipv6Addr::new(#(#segments),*))
}

fn socket(address: SocketAddr) -> TokenStream {
    match address {
        SocketAddr::V4(address) => socket_v4(address),
        SocketAddr::V6(address) => socket_v6(address),
    }
}

fn socket_v4(address: SocketAddrV4) -> TokenStream {
    let (ip, port) = (ipv4(*address.ip()), address.port());
    quote!(::core::net::SocketAddr::V4(::core::net::SocketAddrV4::new(#ip, #port)))
}

fn socket_v6(address: SocketAddrV6) -> TokenStream {
    let (ip, port) = (ipv6(*address.ip()), address.port());
    let (flow, scope) = (address.flowinfo(), address.scope_id());
    quote! {
        ::core::net::SocketAddr::V6(::core::net::SocketAddrV6::new(#ip, #port, #flow, #scope))
    }
}
