use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ext::IdentExt, parse_quote, spanned::Spanned};

use crate::model::Method;

/// The method, whose body runs only for what is not known.
pub(crate) fn method(method: &Method) -> TokenStream {
    let mut item = method.item.clone();
    let (root, value, cache) = (&method.root, &method.value, &method.cache);
    let (body, output) = (&item.block, &item.sig.output);
    let region_name = match &method.region {
        Some(name) => quote!(#name),
        None => {
            let name = item.sig.ident.unraw().to_string();
            quote!(&::std::format!("{}::{}", ::core::any::type_name::<Self>(), #name))
        }
    };
    let settings = settings(method);
    // Seen from the expansion, at the type that the user wrote: what it lacks is told there.
    let span = Span::mixed_site().located_at(value.span());
    let region = Ident::new("region", Span::mixed_site());
    let key = Ident::new("key", Span::mixed_site());
    let region_of = quote_spanned!(span=> #root::Cache::region::<#value>);
    let entrance = Ident::new(
        if method.optional {
            "cached_option"
        } else {
            "cached"
        },
        span,
    );
    let key_of = key_of(method);
    item.block = parse_quote!({
        let #region = #region_of(&#cache, #region_name) #settings;
        let #key = #key_of;
        #root::__private::#entrance(#region, #key, async || #output #body).await
    });
    quote!(#item)
}

fn settings(method: &Method) -> TokenStream {
    let times = &method.times;
    let times = [
        ("ttl", times.ttl),
        ("idle", times.idle),
        ("stale", times.stale),
        ("early", times.early),
        ("negative", times.negative),
    ];
    let times = times.into_iter().filter_map(|(name, millis)| {
        let (name, millis) = (Ident::new(name, Span::mixed_site()), millis?);
        Some(quote!(.#name(::core::time::Duration::from_millis(#millis))))
    });
    let tags = method.tags.iter().map(|tag| quote!(.tag(#tag)));
    let shared = method.shared.then(|| quote!(.shared()));
    quote!(#(#times)* #(#tags)* #shared)
}

/// The key, with every parameter written as a part of its own.
fn key_of(method: &Method) -> TokenStream {
    let root = &method.root;
    let text: Vec<String> = method
        .key
        .texts
        .iter()
        .map(|text| text.replace('{', "{{").replace('}', "}}"))
        .collect();
    let text = text.join("{}");
    let parts = method.key.names.iter().filter_map(|name| {
        let mut parameters = method.parameters.iter();
        let parameter = parameters.find(|parameter| parameter.unraw() == name.as_str())?;
        Some(quote!(, #root::KeyPart(&#parameter)))
    });
    quote!(::std::format!(#text #(#parts)*))
}
