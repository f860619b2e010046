use proc_macro2::{Ident, Span, TokenStream};
use purlin_macros_kit::type_text;
use quote::{format_ident, quote};
use syn::{Attribute, ImplItem, ImplItemFn, ext::IdentExt, parse_quote};

use crate::{
    call::{Locals, call},
    model::{Block, Handler, Route},
    types,
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
    let routes = block
        .routes
        .iter()
        .enumerate()
        .map(|(index, route)| registration(block, index, route));
    let handlers = distinct(block);
    let table = block.routes.iter().enumerate().map(|(index, route)| {
        let (conditions, constant) = (&route.handler.conditions, constant(index));
        quote!(#(#conditions)* <Self as __PurlinHandlers>::#constant)
    });
    let name = type_text(&block.item.self_ty);
    let root = &block.root;
    let body = quote! {
        fn router(self: ::std::sync::Arc<Self>) -> #root::__private::Router {
            self.router_with(&::core::default::Default::default())
        }

        fn router_with(
            self: ::std::sync::Arc<Self>,
            middleware: &#root::__private::NamedMiddleware,
        ) -> #root::__private::Router {
            let router = #root::__private::Router::new();
            #(#routes)*
            router
        }

        fn table(&self) -> &'static [#root::__private::RouteInfo] {
            <Self as __PurlinHandlers>::TABLE
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
    let constants = block.routes.iter().enumerate().map(|(index, route)| {
        let (conditions, constant) = (&route.handler.conditions, constant(index));
        quote!(#(#conditions)* const #constant: #root::__private::RouteInfo;)
    });
    let entries = block
        .routes
        .iter()
        .enumerate()
        .map(|(index, route)| entry(block, index, route));
    let handlers = implementation(
        block,
        &quote!(__PurlinHandlers),
        &quote! {
            const TABLE: &'static [#root::__private::RouteInfo] = &[#(#table),*];
            #(#bodies)*
            #(#entries)*
        },
    );
    let facts = facts(block);
    let conditions = conditions(block);
    // A function per handler, for rustc's time grows with the square of what one function holds.
    quote! {
        #item
        #(#conditions)*
        const _: () = {
            #[allow(unused_imports, reason = "not every handler has a type that it is asked for")]
            use #root::__private::NoSchema as _;
            trait __PurlinHandlers: ::core::marker::Sized {
                const TABLE: &'static [#root::__private::RouteInfo];
                #(#signatures)*
                #(#constants)*
            }
            #handlers
            #facts
            #routes
        };
    }
}

/// The handlers, each once however many routes it has.
fn distinct(block: &Block) -> Vec<&Handler> {
    let mut handlers: Vec<&Handler> = block.routes.iter().map(|route| &route.handler).collect();
    handlers.dedup_by_key(|handler| handler.index);
    handlers
}

/// What is known of the routes without making the type.
fn facts(block: &Block) -> TokenStream {
    let root = &block.root;
    let body = quote! {
        fn facts() -> &'static (
            dyn ::core::any::Any + ::core::marker::Send + ::core::marker::Sync
        ) {
            const { &#root::__private::RouteTable(<Self as __PurlinHandlers>::TABLE) }
        }
    };
    implementation(block, &quote!(#root::__private::Facts), &body)
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

/// `let router = route(router, GET, &Self::ROUTE_0, middleware, &self, Self::handler_0);`
fn registration(block: &Block, index: usize, route: &Route) -> TokenStream {
    let root = &block.root;
    let conditions = &route.handler.conditions;
    let method = Ident::new(route.verb.method(), Span::call_site());
    let constant = constant(index);
    let handler = function(&route.handler);
    quote! {
        #(#conditions)*
        let router = #root::__private::route(
            router,
            #root::__private::method::#method,
            const { &<Self as __PurlinHandlers>::#constant },
            middleware,
            &self,
            <Self as __PurlinHandlers>::#handler,
        );
    }
}

/// What is known of a route.
fn constant(index: usize) -> Ident {
    format_ident!("ROUTE_{index}")
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

fn entry(block: &Block, index: usize, route: &Route) -> TokenStream {
    let root = &block.root;
    let conditions = &route.handler.conditions;
    let constant = constant(index);
    let method = route.verb.method();
    let path = &route.path;
    let handler = format!(
        "{}::{}",
        type_text(&block.item.self_ty),
        route.handler.name.unraw()
    );
    let line = line(route.span());
    let doc = &route.handler.doc;
    let policy = route.policy.expand(root);
    let parameters = route
        .handler
        .parameters
        .iter()
        .filter_map(|ty| types::info(root, ty));
    let nothing = parse_quote!(());
    let answer = types::info(root, route.handler.output.as_ref().unwrap_or(&nothing));
    let answer = answer.map_or_else(
        || quote!(::core::option::Option::None),
        |answer| quote!(::core::option::Option::Some(#answer)),
    );
    quote! {
        #(#conditions)*
        const #constant: #root::__private::RouteInfo = #root::__private::RouteInfo::new(
            #method,
            #path,
            #handler,
            (::core::file!(), #line),
        )
        .with_doc(#doc)
        .with_policy(#policy)
        .with_types(&[#(#parameters),*], #answer);
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
