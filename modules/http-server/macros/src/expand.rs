use proc_macro2::{Ident, Span, TokenStream};
use purlin_macros_kit::type_text;
use quote::{quote, quote_spanned};
use syn::{ImplItem, ImplItemFn, Type, ext::IdentExt, parse_quote, spanned::Spanned};

use crate::model::{Block, Handler, Receiver, Route};

/// The user's block and the implementation of `Routes` beside it.
pub(crate) fn block(block: &Block) -> TokenStream {
    let mut item = block.item.clone();
    for member in &mut item.items {
        if let ImplItem::Fn(method) = member
            && block.routes.iter().any(|route| is_handler(route, method))
        {
            // The signature is what routes ask for, not a choice of the user.
            method.attrs.push(parse_quote!(
                #[allow(
                    clippy::unused_self,
                    clippy::needless_pass_by_value,
                    reason = "a handler takes `&self` and its extractors by value"
                )]
            ));
        }
    }
    let routes = block.routes.iter().map(|route| registration(block, route));
    let table = block.routes.iter().map(|route| entry(block, route));
    let name = type_text(&block.item.self_ty);
    let root = &block.root;
    let body = quote! {
        fn router(self: ::std::sync::Arc<Self>) -> #root::__private::Router {
            let router = #root::__private::Router::new();
            #(#routes)*
            router
        }

        fn table(&self) -> &'static [#root::__private::RouteInfo] {
            const { &[#(#table),*] }
        }

        fn contributor(&self) -> &'static str {
            #name
        }
    };
    let implementation = implementation(block, &body);
    quote! {
        #item
        #implementation
    }
}

/// `impl Routes for T { body }`.
pub(crate) fn implementation(block: &Block, body: &TokenStream) -> TokenStream {
    let root = &block.root;
    let ty = &block.item.self_ty;
    let (generics, _, clause) = block.item.generics.split_for_impl();
    let conditions = block
        .item
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    quote! {
        #(#conditions)*
        #[automatically_derived]
        impl #generics #root::__private::Routes for #ty #clause {
            #body
        }
    }
}

fn is_handler(route: &Route, method: &ImplItemFn) -> bool {
    route.handler.name == method.sig.ident
}

/// `let router = route(router, GET, "/…", &self, |this, request| …);`
fn registration(block: &Block, route: &Route) -> TokenStream {
    let root = &block.root;
    let conditions = &route.handler.conditions;
    let method = Ident::new(route.verb.method(), Span::call_site());
    let path = &route.path;
    let locals = Locals::new();
    let Locals { this, request, .. } = &locals;
    let call = call(&quote!(#root::__private), &route.handler, &locals);
    quote! {
        #(#conditions)*
        let router = #root::__private::route(
            router,
            #root::__private::method::#method,
            #path,
            &self,
            |#this, #request| #call,
        );
    }
}

/// The variables of a call; the user's own names cannot meet them.
struct Locals {
    this: Ident,
    request: Ident,
    parts: Ident,
    body: Ident,
}

impl Locals {
    fn new() -> Self {
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
fn call(private: &TokenStream, handler: &Handler, locals: &Locals) -> TokenStream {
    let Locals {
        this,
        request,
        parts,
        body,
    } = locals;
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
        let asked = if names_a_type(ty) {
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

/// Whether the type can stand in an expression; `impl Trait` cannot.
fn names_a_type(ty: &Type) -> bool {
    fn mentions_impl(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(word) => word == "impl",
            proc_macro2::TokenTree::Group(group) => mentions_impl(group.stream()),
            _ => false,
        })
    }
    !mentions_impl(quote!(#ty))
}

fn entry(block: &Block, route: &Route) -> TokenStream {
    let root = &block.root;
    let conditions = &route.handler.conditions;
    let method = route.verb.method();
    let path = &route.path;
    let handler = format!(
        "{}::{}",
        type_text(&block.item.self_ty),
        route.handler.name.unraw()
    );
    let line = line(route.span());
    quote! {
        #(#conditions)*
        #root::__private::RouteInfo {
            method: #method,
            path: #path,
            handler: #handler,
            file: ::core::file!(),
            line: #line,
        }
    }
}

/// The line of a token in its file; 0 outside of a compilation.
fn line(span: Span) -> u32 {
    if proc_macro::is_available() {
        u32::try_from(span.unwrap().line()).unwrap_or(0)
    } else {
        0
    }
}
