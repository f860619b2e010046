use proc_macro2::{Ident, Literal, Span, TokenStream};
use purlin_macros_kit::{last_ident, type_text};
use quote::{ToTokens, quote};
use syn::Type;

use super::fields::{flag, words};
use crate::model::{Condition, Dependency, Entry, Handle, Offer, OfferKind, Place};

pub(crate) fn encode_module(
    ident: &Ident,
    id: u64,
    doc: &str,
    flags: (bool, bool),
    entries: &[Entry],
) -> TokenStream {
    let name = text(&ident.to_string(), ident.span());
    let place = place(ident.span());
    let entries = entries.iter().map(encode_entry);
    let (valid, builtin) = (word(flags.0, "valid"), word(flags.1, "builtin"));
    let home = crate_name();
    quote!(module #name #id #place #doc #valid #builtin #home { #(#entries)* })
}

/// A component that a module lists; `None` marks one whose declaration has mistakes.
pub(crate) fn encode_component(ident: &Ident, entry: Option<&Entry>) -> TokenStream {
    let name = text(&ident.to_string(), ident.span());
    match entry.map(encode_entry) {
        Some(entry) => quote!(component #name valid { #entry }),
        None => quote!(component #name _ {}),
    }
}

/// The crate that is being compiled: an application warns about its own modules only.
pub(crate) fn crate_name() -> String {
    let variable = |name| std::env::var(name).unwrap_or_default();
    format!(
        "{} {}",
        variable("CARGO_PKG_NAME"),
        variable("CARGO_CRATE_NAME")
    )
}

pub(crate) fn encode_entry(entry: &Entry) -> TokenStream {
    let Place { file, line, column } = Place::of(entry.ident.span());
    let output = entry.output.as_ref();
    let head = words(
        entry.ident.span(),
        &[
            entry.role.word(),
            &entry.index.to_string(),
            &entry.ident.to_string(),
            &file,
            &line.to_string(),
            &column.to_string(),
            flag(entry.is_async),
            flag(entry.keep),
            entry.life.scope.variant(),
            flag(entry.life.assisted),
            flag(entry.life.on_drop.is_some()),
            &output.map_or_else(String::new, |output| type_text(&output.ty)),
            &entry.doc,
        ],
    );
    let when = entry.life.when.as_ref().map(condition);
    let offers = entry.offers.iter().map(offer);
    let dependencies = entry.edges().map(dependency);
    quote!({ #head #when { #(#offers)* } { #(#dependencies)* } })
}

fn condition(when: &Condition) -> TokenStream {
    let (path, value, place) = (&when.path, &when.value, place(when.path.span()));
    quote!((#path #value #place))
}

/// A type that an application replaces.
pub(crate) fn encode_replaced(ty: &Type) -> TokenStream {
    let ident = last_ident(ty);
    let (ty, ident) = (typed(ty, ident), tail(ident));
    quote!({ #ty #ident })
}

fn offer(offer: &Offer) -> Literal {
    let kind = match offer.kind {
        OfferKind::Own => "Own",
        OfferKind::Interface => "Interface",
        OfferKind::Contribution => "Contribution",
        OfferKind::Decoration => "Decoration",
        OfferKind::SetDecoration => "SetDecoration",
    };
    words(
        span_of(&offer.ty, offer.ident.as_ref()),
        &[
            kind,
            &type_text(&offer.ty),
            &name(offer.ident.as_ref()),
            &offer.name,
            &offer.priority.to_string(),
        ],
    )
}

fn dependency(dependency: &Dependency) -> Literal {
    let kind = match dependency.handle {
        Handle::Shared
        | Handle::Borrowed
        | Handle::Inner
        | Handle::Stop
        | Handle::Kernel
        | Handle::Assisted => "One",
        Handle::Optional => "Optional",
        Handle::Lazy => "Lazy",
        Handle::All => "All",
        Handle::Live | Handle::Change => "Live",
        Handle::AllNamed => "AllNamed",
        Handle::PerTenant => "PerTenant",
        Handle::PerRequest => "PerRequest",
        Handle::Factory => "Factory",
    };
    let Place { file, line, column } = Place::of(dependency.span);
    words(
        dependency.span,
        &[
            kind,
            &dependency.param,
            &type_text(&dependency.ty),
            &name(dependency.ident.as_ref()),
            dependency.name.as_deref().unwrap_or_default(),
            &dependency.minimum.to_string(),
            &file,
            &line.to_string(),
            &column.to_string(),
        ],
    )
}

fn typed(ty: &Type, ident: Option<&Ident>) -> Literal {
    text(&type_text(ty), span_of(ty, ident))
}

/// Where a type is: at the name in it, if it has one.
fn span_of(ty: &Type, ident: Option<&Ident>) -> Span {
    let first = || {
        let mut tokens = ty.to_token_stream().into_iter();
        tokens
            .next()
            .map_or_else(Span::call_site, |token| token.span())
    };
    ident.map_or_else(first, Ident::span)
}

/// The name of a type, for what is only compared; empty if it has none. Raw identifiers and the
/// user's hygiene do not matter there.
fn name(ident: Option<&Ident>) -> String {
    ident.map(ToString::to_string).unwrap_or_default()
}

fn text(value: &str, span: Span) -> Literal {
    let mut literal = Literal::string(value);
    literal.set_span(span);
    literal
}

fn tail(ident: Option<&Ident>) -> TokenStream {
    ident.map_or_else(
        || quote!(_),
        |ident| {
            // Raw identifiers and the user's hygiene do not matter for a name that is only compared.
            let name = ident.to_string();
            quote!(#name)
        },
    )
}

fn word(present: bool, word: &str) -> TokenStream {
    if present {
        Ident::new(word, Span::call_site()).to_token_stream()
    } else {
        quote!(_)
    }
}

fn place(span: Span) -> TokenStream {
    let Place { file, line, column } = Place::of(span);
    let (line, column) = (
        Literal::usize_unsuffixed(line),
        Literal::usize_unsuffixed(column),
    );
    quote!([#file #line #column])
}
