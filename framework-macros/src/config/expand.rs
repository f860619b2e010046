use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{LitStr, spanned::Spanned};

use super::model::{Field, Parsed, Presence, Section};

/// The struct and its implementation of `ConfigSection`.
pub(super) fn section(parsed: &Parsed, prefix: &LitStr, section: &Section) -> TokenStream {
    let item = &parsed.item;
    let ident = &item.ident;
    let doc = &section.doc;
    let infos = section.fields.iter().enumerate().map(info);
    let durations = section.fields.iter().enumerate().map(duration);
    let listed = section.fields.iter().enumerate().map(|(index, field)| {
        let (conditions, info) = (&field.conditions, info_ident(index));
        quote!(#(#conditions)* #info)
    });
    let reads = section.fields.iter().enumerate().map(read);
    let fills = section.fields.iter().enumerate().map(|(index, field)| {
        let (conditions, ident, value) = (&field.conditions, &field.ident, value_ident(index));
        quote!(#(#conditions)* #ident: #value?)
    });
    let reader = if section.fields.is_empty() {
        Ident::new("_section", Span::mixed_site())
    } else {
        reader_ident()
    };
    quote! {
        #item

        const _: () = {
            #(#infos)*
            #(#durations)*

            #[automatically_derived]
            impl ::purlin::config::ConfigSection for #ident {
                const PREFIX: &'static ::core::primitive::str = #prefix;
                const DOC: &'static ::core::primitive::str = #doc;
                const FIELDS: &'static [::purlin::config::FieldInfo] = &[#(#listed),*];

                fn load(
                    #reader: &mut ::purlin::config::SectionReader<'_>,
                ) -> ::core::option::Option<Self> {
                    #(#reads)*
                    ::core::option::Option::Some(Self { #(#fills),* })
                }
            }
        };
    }
}

/// What stands for the implementation beside errors: the section exists and is never read.
/// Defaults that only the compiler can check are there, so that their errors come with the others.
pub(super) fn fallback(parsed: &Parsed, section: &Section, errors: &TokenStream) -> TokenStream {
    let item = &parsed.item;
    let ident = &item.ident;
    let durations = section.fields.iter().enumerate().map(duration);
    quote! {
        #errors
        #item

        const _: () = {
            #(#durations)*

            #[automatically_derived]
            impl ::purlin::config::ConfigSection for #ident {
                const PREFIX: &'static ::core::primitive::str = "";
                const FIELDS: &'static [::purlin::config::FieldInfo] = &[];

                fn load(
                    _: &mut ::purlin::config::SectionReader<'_>,
                ) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
            }
        };
    }
}

fn info((index, field): (usize, &Field)) -> TokenStream {
    let (conditions, constant) = (&field.conditions, info_ident(index));
    let (name, ty, doc) = (&field.name, &field.type_text, &field.doc);
    let presence = match &field.presence {
        Presence::Required => quote!(.required()),
        Presence::Optional(_) => TokenStream::new(),
        Presence::Default { text, .. } => quote!(.default(#text)),
    };
    let secret = field.secret.then(|| quote!(.secret()));
    quote! {
        #(#conditions)*
        const #constant: ::purlin::config::FieldInfo =
            ::purlin::config::FieldInfo::new(#name, #ty, #doc) #presence #secret;
    }
}

/// A default that is the text of a duration, as a constant: every build evaluates it.
fn duration((index, field): (usize, &Field)) -> TokenStream {
    let Presence::Default {
        expression,
        duration: true,
        ..
    } = &field.presence
    else {
        return TokenStream::new();
    };
    let (conditions, constant) = (&field.conditions, default_ident(index));
    quote! {
        #(#conditions)*
        const #constant: ::core::time::Duration = #expression;
    }
}

fn read((index, field): (usize, &Field)) -> TokenStream {
    let (conditions, value, info) = (&field.conditions, value_ident(index), info_ident(index));
    let reader = reader_ident();
    let ty = &field.ty;
    let span = ty.span().resolved_at(Span::mixed_site());
    let call = match &field.presence {
        Presence::Required => quote_spanned!(span=> required::<#ty>(&#info)),
        Presence::Optional(inner) => quote_spanned!(span=> optional::<#inner>(&#info)),
        Presence::Default { duration: true, .. } => {
            let constant = default_ident(index);
            quote_spanned!(span=> defaulted::<#ty>(&#info, || #constant))
        }
        Presence::Default { expression, .. } => {
            quote_spanned!(span=> defaulted::<#ty>(&#info, || #expression))
        }
    };
    quote! {
        #(#conditions)*
        let #value = #reader.#call;
    }
}

fn info_ident(index: usize) -> Ident {
    format_ident!("__PURLIN_FIELD_{index}", span = Span::mixed_site())
}

fn default_ident(index: usize) -> Ident {
    format_ident!("__PURLIN_DEFAULT_{index}", span = Span::mixed_site())
}

fn value_ident(index: usize) -> Ident {
    format_ident!("field_{index}", span = Span::mixed_site())
}

fn reader_ident() -> Ident {
    Ident::new("section", Span::mixed_site())
}
