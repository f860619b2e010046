use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{parse_quote, spanned::Spanned};

use crate::model::Function;

/// The function, whose body runs in a transaction.
pub(crate) fn function(function: &Function) -> TokenStream {
    let mut item = function.item.clone();
    let (root, body, output) = (&function.root, &item.block, &item.sig.output);
    let policy = policy(function);
    let database = &function.database;
    let at = Span::mixed_site().located_at(function.database_span);
    let database = quote_spanned!(at=> &#database);
    // Seen from the expansion, at what the user wrote: what it lacks is told there. Tried again it
    // needs copies of what it takes; once, it takes it.
    let entrance = match function.attempts {
        Some((_, span)) => Ident::new("transactional_again", Span::mixed_site().located_at(span)),
        None => Ident::new(
            "transactional",
            Span::mixed_site().located_at(output.span()),
        ),
    };
    item.block = parse_quote!({
        #root::__private::#entrance(#database, &#policy, async || #output #body).await
    });
    quote!(#item)
}

fn policy(function: &Function) -> TokenStream {
    let root = &function.root;
    let isolation = function
        .isolation
        .as_ref()
        .map(|level| quote!(.isolation(#root::sea_orm::IsolationLevel::#level)));
    let read_only = function.read_only.then(|| quote!(.read_only()));
    let nesting = function
        .nesting
        .as_ref()
        .map(|nesting| quote!(.nesting(#root::Nesting::#nesting)));
    let attempts = function.attempts.map_or(1, |(most, _)| most);
    quote!(#root::TransactionPolicy::new() #isolation #read_only #nesting.attempts(#attempts))
}
