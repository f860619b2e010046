use proc_macro2::{Ident, Literal, Span, TokenStream};
use purlin_macros_kit::{last_ident, type_text};
use quote::{ToTokens, quote};
use syn::Type;

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
    let role = Ident::new(entry.role.word(), Span::call_site());
    let index = Literal::usize_unsuffixed(entry.index);
    let name = text(&entry.ident.to_string(), entry.ident.span());
    let place = place(entry.ident.span());
    let doc = &entry.doc;
    let is_async_word = word(entry.is_async, "asynchronous");
    let keep = word(entry.keep, "keep");
    let made = entry.output.as_ref().map(|output| {
        let ident = tail(output.ident.as_ref());
        let ty = typed(&output.ty, output.ident.as_ref());
        quote!(#ty #ident)
    });
    let scope = Ident::new(entry.life.scope.variant(), Span::call_site());
    let assisted = word(entry.life.assisted, "assisted");
    let ends = word(entry.life.on_drop.is_some(), "ends");
    let when = entry.life.when.as_ref().map(condition);
    let offers = entry.offers.iter().map(offer);
    let dependencies = entry.edges().map(dependency);
    quote!({ #role #index #name #place #doc #is_async_word #keep #scope #assisted #ends (#when) (#made) { #(#offers)* } { #(#dependencies)* } })
}

fn condition(when: &Condition) -> TokenStream {
    let (path, value, place) = (&when.path, &when.value, place(when.path.span()));
    quote!(#path #value #place)
}

/// A type that an application replaces.
pub(crate) fn encode_replaced(ty: &Type) -> TokenStream {
    let ident = last_ident(ty);
    let (ty, ident) = (typed(ty, ident), tail(ident));
    quote!({ #ty #ident })
}

fn offer(offer: &Offer) -> TokenStream {
    let kind = match offer.kind {
        OfferKind::Own => quote!(Own),
        OfferKind::Interface => quote!(Interface),
        OfferKind::Contribution => quote!(Contribution),
        OfferKind::Decoration => quote!(Decoration),
        OfferKind::SetDecoration => quote!(SetDecoration),
    };
    let ty = typed(&offer.ty, offer.ident.as_ref());
    let ident = tail(offer.ident.as_ref());
    let name = &offer.name;
    let priority = offer.priority.to_string();
    quote!({ #kind #ty #ident #name #priority })
}

fn dependency(dependency: &Dependency) -> TokenStream {
    let kind = match dependency.handle {
        Handle::Shared
        | Handle::Borrowed
        | Handle::Inner
        | Handle::Stop
        | Handle::Kernel
        | Handle::Assisted => quote!(One),
        Handle::Optional => quote!(Optional),
        Handle::Lazy => quote!(Lazy),
        Handle::All => quote!(All),
        Handle::Live | Handle::Change => quote!(Live),
        Handle::AllNamed => quote!(AllNamed),
        Handle::PerTenant => quote!(PerTenant),
        Handle::PerRequest => quote!(PerRequest),
        Handle::Factory => quote!(Factory),
    };
    let param = &dependency.param;
    let ty = text(&type_text(&dependency.ty), dependency.span);
    let ident = tail(dependency.ident.as_ref());
    let name = dependency.name.as_deref().unwrap_or_default();
    let place = place(dependency.span);
    let minimum = Literal::usize_unsuffixed(dependency.minimum);
    quote!({ #kind #param #ty #ident #name #minimum #place })
}

fn typed(ty: &Type, ident: Option<&Ident>) -> Literal {
    let span = ident.map_or_else(
        || {
            ty.to_token_stream()
                .into_iter()
                .next()
                .map_or_else(Span::call_site, |token| token.span())
        },
        Ident::span,
    );
    text(&type_text(ty), span)
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
