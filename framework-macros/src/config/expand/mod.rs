mod default;
mod field;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::model::{Field, Parsed, Prefix, Presence, Section};

/// The struct and what makes it a section, or a part of one.
pub(super) fn section(parsed: &Parsed, section: &Section) -> TokenStream {
    let item = &parsed.item;
    let ident = &item.ident;
    let doc = &section.doc;
    let constants = section.fields.iter().enumerate().map(field::constants);
    let listed = section.fields.iter().enumerate().map(field::listed);
    let reads = section.fields.iter().enumerate().map(field::read);
    let fills = section.fields.iter().enumerate().map(field::fill);
    let reader = reader_ident();
    let unread = section.fields.is_empty().then(|| quote!(let _ = &#reader;));
    let whole = parsed
        .validate
        .as_ref()
        .map(|path| quote!(#reader.whole(&loaded, #path)?;));
    let default = section
        .default
        .then(|| default::implementation(ident, &section.fields));
    let (of_trait, prefix) = kind(&parsed.prefix);
    quote! {
        #item

        const _: () = {
            #(#constants)*

            #[automatically_derived]
            impl #of_trait for #ident {
                #prefix
                const DOC: &'static ::core::primitive::str = #doc;
                const FIELDS: &'static [::purlin::config::FieldInfo] = &[#(#listed),*];

                fn load(
                    #reader: &mut ::purlin::config::SectionReader<'_>,
                ) -> ::core::option::Option<Self> {
                    #unread
                    #(#reads)*
                    let loaded = Self { #(#fills),* };
                    #whole
                    ::core::option::Option::Some(loaded)
                }
            }
            #default
        };
    }
}

/// What stands for the implementation beside errors: the section exists and is never read.
/// Literals that only the compiler can check are there, so that their errors come with the others.
pub(super) fn fallback(parsed: &Parsed, section: &Section, errors: &TokenStream) -> TokenStream {
    let item = &parsed.item;
    let ident = &item.ident;
    let literals = section.fields.iter().enumerate().map(field::literals);
    let (of_trait, prefix) = kind(&parsed.prefix);
    let default = section.default.then(|| default::fallback(ident));
    quote! {
        #errors
        #item

        const _: () = {
            #(#literals)*

            #[automatically_derived]
            impl #of_trait for #ident {
                #prefix
                const FIELDS: &'static [::purlin::config::FieldInfo] = &[];

                fn load(
                    _: &mut ::purlin::config::SectionReader<'_>,
                ) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
            }
            #default
        };
    }
}

/// The trait that the struct gets, and the prefix in it.
fn kind(prefix: &Prefix) -> (TokenStream, TokenStream) {
    let at = |prefix: TokenStream| {
        (
            quote!(::purlin::config::ConfigSection),
            quote!(const PREFIX: &'static ::core::primitive::str = #prefix;),
        )
    };
    match prefix {
        Prefix::Nested => (quote!(::purlin::config::ConfigPart), TokenStream::new()),
        Prefix::At(prefix) => at(quote!(#prefix)),
        Prefix::Wrong => at(quote!("")),
    }
}

/// Whether a field is `Option`al, so that its rules are about what is in it.
fn is_optional(field: &Field) -> bool {
    matches!(
        field.presence,
        Presence::Optional(_) | Presence::NestedOptional(_)
    )
}

fn reader_ident() -> Ident {
    Ident::new("section", Span::mixed_site())
}
