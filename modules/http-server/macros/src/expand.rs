use proc_macro2::{Ident, Span, TokenStream};
use purlin_macros_kit::type_text;
use quote::{format_ident, quote};
use syn::{Attribute, ImplItem, ImplItemFn, ext::IdentExt, parse_quote};

use crate::{
    call::{Locals, call},
    model::{Block, Handler, Route},
};

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
    let handlers: Vec<&Handler> = block.routes.iter().map(|route| &route.handler).fold(
        Vec::new(),
        |mut handlers, handler| {
            if handlers
                .last()
                .is_none_or(|last| last.index != handler.index)
            {
                handlers.push(handler);
            }
            handlers
        },
    );
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
    let routes = implementation(block, &quote!(#root::__private::Routes), &body);
    let signatures = handlers.iter().map(|handler| {
        let (conditions, signature) = (&handler.conditions, signature(block, handler));
        quote!(#(#conditions)* #signature;)
    });
    let bodies = handlers.iter().map(|handler| {
        let (conditions, signature) = (&handler.conditions, signature(block, handler));
        let call = call(&quote!(#root::__private), handler);
        quote!(#(#conditions)* #signature { #call })
    });
    let handlers = implementation(block, &quote!(__PurlinHandlers), &quote!(#(#bodies)*));
    let conditions = conditions(block);
    // A function per handler, for rustc's time grows with the square of what one function holds.
    quote! {
        #item
        #(#conditions)*
        const _: () = {
            trait __PurlinHandlers: ::core::marker::Sized {
                #(#signatures)*
            }
            #handlers
            #routes
        };
    }
}

/// `impl Trait for T { body }`.
pub(crate) fn implementation(block: &Block, of: &TokenStream, body: &TokenStream) -> TokenStream {
    let ty = &block.item.self_ty;
    let (generics, _, clause) = block.item.generics.split_for_impl();
    let conditions = conditions(block);
    quote! {
        #(#conditions)*
        #[automatically_derived]
        impl #generics #of for #ty #clause {
            #body
        }
    }
}

/// `#[cfg(…)]` of the block, which everything that is made of it shares.
fn conditions(block: &Block) -> impl Iterator<Item = &Attribute> {
    let attributes = block.item.attrs.iter();
    attributes.filter(|attribute| attribute.path().is_ident("cfg"))
}

fn is_handler(route: &Route, method: &ImplItemFn) -> bool {
    route.handler.name == method.sig.ident
}

/// `let router = route(router, GET, "/…", &self, <Self as __PurlinHandlers>::handler_0);`
fn registration(block: &Block, route: &Route) -> TokenStream {
    let root = &block.root;
    let conditions = &route.handler.conditions;
    let method = Ident::new(route.verb.method(), Span::call_site());
    let path = &route.path;
    let handler = function(&route.handler);
    quote! {
        #(#conditions)*
        let router = #root::__private::route(
            router,
            #root::__private::method::#method,
            #path,
            &self,
            <Self as __PurlinHandlers>::#handler,
        );
    }
}

/// The function that answers with a handler.
fn function(handler: &Handler) -> Ident {
    format_ident!("handler_{}", handler.index)
}

fn signature(block: &Block, handler: &Handler) -> TokenStream {
    let root = &block.root;
    let name = function(handler);
    let Locals { this, request, .. } = Locals::new();
    quote! {
        fn #name(
            #this: ::std::sync::Arc<Self>,
            #request: #root::__private::Request,
        ) -> #root::__private::Answering
    }
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
