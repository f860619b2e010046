use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Type, spanned::Spanned};

use crate::{
    model::{Handler, Receiver},
    types,
};

/// The variables of a call; the user's own names cannot meet them.
pub(crate) struct Locals {
    pub(crate) this: Ident,
    pub(crate) request: Ident,
    parts: Ident,
    body: Ident,
}

impl Locals {
    pub(crate) fn new() -> Self {
        let local = |name| Ident::new(name, Span::mixed_site());
        Self {
            this: local("this"),
            request: local("request"),
            parts: local("parts"),
            body: local("body"),
        }
    }
}

/// Reads the parameters one by one, calls the handler, turns what it returns into a response.
/// Every type that the user wrote is asked about at its own place and nowhere else, so that a
/// wrong one is one error.
pub(crate) fn call(private: &TokenStream, handler: &Handler) -> TokenStream {
    let Locals {
        this,
        request,
        parts,
        body,
    } = &Locals::new();
    let mut names = Vec::new();
    let mut reads = TokenStream::new();
    if let Some((last, heads)) = handler.parameters.split_last() {
        if !heads.is_empty() {
            reads.extend(quote!(let (mut #parts, #body) = #request.into_parts();));
        }
        for (index, ty) in heads.iter().enumerate() {
            let name = Ident::new(&format!("parameter_{index}"), Span::mixed_site());
            let reader = Ident::new("head", place(ty));
            reads.extend(read(
                private,
                &reader,
                &quote!(#ty),
                &name,
                &quote!(&mut #parts),
            ));
            names.push(name);
        }
        if !heads.is_empty() {
            reads.extend(quote!(let #request = #private::Request::from_parts(#parts, #body);));
        }
        let name = Ident::new("parameter_last", Span::mixed_site());
        let reader = Ident::new("whole", place(last));
        reads.extend(read(
            private,
            &reader,
            &quote!(#last, _),
            &name,
            &quote!(#request),
        ));
        names.push(name);
    } else {
        reads.extend(quote!(::core::mem::drop(#request);));
    }
    let call = invocation(handler, this, &names);
    let answer = if let Some(ty) = &handler.output {
        let span = place(ty);
        let private = placed(private.clone(), span);
        let asked = if types::is_named(ty) {
            quote!(#ty)
        } else {
            quote_spanned!(span=> _)
        };
        quote_spanned!(span=> #private::answer::<#asked>)
    } else {
        quote!(#private::answer::<()>)
    };
    // A handler that is not `Send` is reported at its name.
    let span = Span::mixed_site().located_at(handler.name.span());
    let private = placed(private.clone(), span);
    quote_spanned! {span=>
        #private::answering(async move {
            #reads
            #answer()(#call)
        })
    }
}

/// `Self::read(&this, …).await`, placed at the name of the handler.
fn invocation(handler: &Handler, this: &Ident, parameters: &[Ident]) -> TokenStream {
    let method = &handler.name;
    let span = Span::mixed_site().located_at(method.span());
    let this = Ident::new(&this.to_string(), span);
    let receiver = match handler.receiver {
        Receiver::Reference => quote_spanned!(span=> &#this),
        Receiver::Shared => quote_spanned!(span=> #this),
    };
    let wait = handler.is_async.then(|| quote_spanned!(span=> .await));
    quote_spanned!(span=> Self::#method(#receiver #(, #parameters)*) #wait)
}

/// Reads one parameter, or answers with its refusal.
fn read(
    private: &TokenStream,
    reader: &Ident,
    generics: &TokenStream,
    name: &Ident,
    from: &TokenStream,
) -> TokenStream {
    quote! {
        let #name = match #private::#reader::<#generics>()(#from).await {
            ::core::result::Result::Ok(read) => read,
            ::core::result::Result::Err(refusal) => return refusal,
        };
    }
}

/// Where the user wrote the type, seen from the expansion.
fn place(ty: &Type) -> Span {
    Span::mixed_site().located_at(ty.span())
}

/// The tokens, moved to another place.
fn placed(tokens: TokenStream, place: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(place));
            token
        })
        .collect()
}
