use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Type, spanned::Spanned};

use super::{index::index, reload, scoped, shape::Shape};
use crate::{
    model::{Dependency, Entry, Making, OfferKind, Output, Role},
    parse::HealthArgs,
};

/// What the entry is to an application: trait impls that carry types.
pub(super) fn entry(owner: &Type, entry: &Entry) -> TokenStream {
    let number = number(entry.index);
    let mut tokens = match entry.role {
        Role::Config => section(owner, entry),
        Role::Service if entry.life.assisted => scoped::assisted_provider(owner, entry),
        // What is made later may wait for what it asks for.
        Role::Service if entry.is_async || !entry.life.scope.is_made_at_start() => {
            async_provider(owner, entry)
        }
        Role::Service => provider(owner, entry),
        Role::OnStart | Role::OnDrain | Role::OnStop => hook(owner, entry),
        Role::OnReload => reload::hook(owner, entry),
        Role::Health => check(owner, entry),
        Role::Task => task(owner, entry),
        Role::Expose => TokenStream::new(),
        Role::Decorator => decorator(owner, entry),
    };
    tokens.extend(scoped::ending(owner, entry));
    for (position, dependency) in entry.edges().enumerate() {
        let (position, ty) = (self::number(position), &dependency.ty);
        tokens.extend(quote! {
            #[automatically_derived]
            impl<__PurlinApp> ::purlin::__private::Dep<__PurlinApp, #number, #position> for #owner {
                type Ty = #ty;
            }
        });
        tokens.extend(interface(owner, &number, &position, dependency));
    }
    for (position, offer) in entry.offers.iter().enumerate() {
        if offer.kind == OfferKind::Own || !offer.kind.gives() {
            continue;
        }
        let position = self::number(position);
        let key = &offer.ty;
        let from = entry.output.as_ref().map(|output| &output.ty);
        // The coercion carries the span of the interface: that is where a missing impl is shown.
        let value = quote_spanned!(span_of(key)=> __purlin_from);
        tokens.extend(quote! {
            #[automatically_derived]
            impl<__PurlinApp> ::purlin::__private::Bind<__PurlinApp, #number, #position> for #owner {
                type From = #from;
                type Key = #key;
                fn bind(
                    __purlin_from: ::purlin::__private::Arc<Self::From>,
                ) -> ::purlin::__private::Arc<Self::Key> {
                    #value
                }
            }
        });
    }
    tokens
}

/// For an interface that is asked for: a type that knows what implements it. Only here can the
/// interface be named; only where the application is put together are the implementers known.
fn interface(
    owner: &Type,
    number: &TokenStream,
    position: &TokenStream,
    dependency: &Dependency,
) -> TokenStream {
    let (true, Type::TraitObject(interface)) = (dependency.handle.is_one(), &dependency.ty) else {
        return TokenStream::new();
    };
    let bounds = &interface.bounds;
    quote! {
        const _: () = {
            #[allow(unnameable_types, reason = "expansion of Purlin")]
            pub struct __PurlinBy<T: ?::core::marker::Sized>(::core::marker::PhantomData<T>);
            impl<T: ?::core::marker::Sized + #bounds> __PurlinBy<T> {
                #[allow(dead_code, reason = "expansion of Purlin: for when nobody provides it")]
                pub const IMPLEMENTS: ::core::primitive::bool = true;
            }
            #[automatically_derived]
            impl<__PurlinApp> ::purlin::__private::Asked<__PurlinApp, #number, #position> for #owner {
                type By<T: ?::core::marker::Sized> = __PurlinBy<T>;
            }
        };
    }
}

fn provider(owner: &Type, entry: &Entry) -> TokenStream {
    let Some(output) = &entry.output else {
        return TokenStream::new();
    };
    let (number, ty, shape) = (number(entry.index), &output.ty, Shape::of(entry));
    let value = made(owner, entry, output, &shape);
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Provider<__PurlinApp, #number> for #owner {
            type Output = #ty;
            type Deps = #deps;
            fn build(
                __purlin_deps: Self::Deps,
                __purlin_kernel: &::purlin::__private::Kernel,
            ) -> ::purlin::__private::Result<
                ::purlin::__private::Arc<Self::Output>,
                ::purlin::__private::BoxError,
            > {
                let #pattern = __purlin_deps;
                ::purlin::__private::Result::Ok(#value)
            }
        }
    }
}

fn async_provider(owner: &Type, entry: &Entry) -> TokenStream {
    let Some(output) = &entry.output else {
        return TokenStream::new();
    };
    let (number, ty, shape) = (number(entry.index), &output.ty, Shape::of(entry));
    let value = made(owner, entry, output, &shape);
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    let fallback = fallback();
    let erased = erased(entry, &quote!(::purlin::__private::Result::Ok(#value)));
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::AsyncProvider<__PurlinApp, #number> for #owner {
            type Output = #ty;
            type Deps = #deps;
            fn build(__purlin_deps: Self::Deps) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<
                    ::purlin::__private::Arc<#ty>,
                    ::purlin::__private::BoxError,
                >,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased
            }
        }
    }
}

/// The expression that makes the value, as `Arc<Output>`.
fn made(owner: &Type, entry: &Entry, output: &Output, shape: &Shape) -> TokenStream {
    let value = value(owner, entry, output, shape);
    if output.shared {
        value
    } else {
        quote!(::purlin::__private::Arc::new(#value))
    }
}

/// The expression that makes the value, as its provider returns it.
pub(super) fn value(owner: &Type, entry: &Entry, output: &Output, shape: &Shape) -> TokenStream {
    let arguments = &shape.arguments;
    match &entry.making {
        Making::Method => {
            let method = &entry.ident;
            // All of it carries the span of the method, where a wrong error type is shown: once.
            let call = quote_spanned!(method.span()=> <#owner>::#method(#(#arguments),*));
            let call = if entry.is_async {
                quote_spanned!(method.span()=> #call.await)
            } else {
                call
            };
            if output.fallible {
                let span = entry
                    .returns
                    .as_ref()
                    .map_or_else(|| method.span(), Spanned::span);
                let provided = quote_spanned!(span=> ::purlin::__private::provided);
                quote_spanned!(method.span()=> #provided(#call)?)
            } else {
                call
            }
        }
        Making::Fields { values, names } => filled(entry, values, names.as_deref(), arguments),
        Making::Section => TokenStream::new(),
    }
}

fn filled(
    entry: &Entry,
    values: &[Option<syn::Expr>],
    names: Option<&[Ident]>,
    arguments: &[TokenStream],
) -> TokenStream {
    let ident = &entry.ident;
    let mut injected = arguments.iter();
    let values = values.iter().map(|value| match value {
        Some(value) => value.to_token_stream(),
        None => injected.next().cloned().unwrap_or_default(),
    });
    match names {
        // A struct without fields can be written with braces too, however it was declared.
        Some(names) => quote!(#ident { #(#names: #values),* }),
        None => quote!(#ident(#(#values),*)),
    }
}

fn decorator(owner: &Type, entry: &Entry) -> TokenStream {
    let (Some(output), Some(offer)) = (&entry.output, entry.offers.first()) else {
        return TokenStream::new();
    };
    let (number, key, shape) = (number(entry.index), &offer.ty, Shape::of(entry));
    let value = made(owner, entry, output, &shape);
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    // The coercion carries the span of the interface: that is where a missing impl is shown.
    let made = quote_spanned!(span_of(key)=> __purlin_made);
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Decorator<__PurlinApp, #number> for #owner {
            type Key = #key;
            type Deps = #deps;
            fn wrap(
                __purlin_inner: ::purlin::__private::Arc<Self::Key>,
                __purlin_deps: Self::Deps,
            ) -> ::purlin::__private::Result<
                ::purlin::__private::Arc<Self::Key>,
                ::purlin::__private::BoxError,
            > {
                let #pattern = __purlin_deps;
                let __purlin_made = #value;
                ::purlin::__private::Result::Ok(#made)
            }
        }
    }
}

fn section(owner: &Type, entry: &Entry) -> TokenStream {
    let number = number(entry.index);
    let ty = entry.output.as_ref().map(|output| &output.ty);
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Section<__PurlinApp, #number> for #owner {
            type Output = #ty;
        }
    }
}

fn hook(owner: &Type, entry: &Entry) -> TokenStream {
    let (number, shape) = (number(entry.index), Shape::of(entry));
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    let fallback = fallback();
    let erased = erased(entry, &outcome(owner, entry, &shape));
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Hook<__PurlinApp, #number> for #owner {
            type Deps = #deps;
            fn run(__purlin_deps: Self::Deps) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<(), ::purlin::__private::BoxError>,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased
            }
        }
    }
}

fn task(owner: &Type, entry: &Entry) -> TokenStream {
    let (number, shape) = (number(entry.index), Shape::of(entry));
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    let policy = entry.task.policy();
    let fallback = fallback();
    let erased = erased(entry, &outcome(owner, entry, &shape));
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Task<__PurlinApp, #number> for #owner {
            type Deps = #deps;
            const POLICY: ::purlin::__private::TaskPolicy = #policy;
            fn run(
                __purlin_deps: Self::Deps,
                __purlin_stop: ::purlin::__private::Stop,
            ) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Result<(), ::purlin::__private::BoxError>,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased
            }
        }
    }
}

/// The future of a method, boxed. What keeps it from being sent to another thread is shown at the
/// name of the method.
pub(super) fn erased(entry: &Entry, body: &TokenStream) -> TokenStream {
    let erased = sharing(entry);
    quote_spanned!(entry.ident.span()=> #erased(async move { #body }))
}

/// What boxes the future of an entry, if what the entry needs can be shared between threads. The
/// span is that of the name, where the compiler shows that a future is not.
pub(super) fn sharing(entry: &Entry) -> TokenStream {
    quote_spanned!(entry.ident.span()=> ::purlin::__private::Shared::<Self::Deps>::erased)
}

/// The fallback of [`sharing`], in scope.
pub(super) fn fallback() -> TokenStream {
    quote! {
        #[allow(unused_imports, reason = "expansion of Purlin")]
        use ::purlin::__private::Unshared as _;
    }
}

/// Calls a hook and makes its return value an outcome; what cannot be one is shown at the
/// return type.
pub(super) fn outcome(owner: &Type, entry: &Entry, shape: &Shape) -> TokenStream {
    let call = call(owner, entry, shape);
    match &entry.returns {
        None => quote!(#call; ::purlin::__private::Result::Ok(())),
        Some(returns) => {
            let outcome = quote_spanned!(span_of(returns)=> ::purlin::__private::outcome);
            quote!(#outcome(#call))
        }
    }
}

/// Calls the method; the call carries the span of the return type, which is what a mistake
/// about its value is about.
fn call(owner: &Type, entry: &Entry, shape: &Shape) -> TokenStream {
    let (method, arguments) = (&entry.ident, &shape.arguments);
    let span = returns_span(entry);
    if entry.is_async {
        quote_spanned!(span=> <#owner>::#method(#(#arguments),*).await)
    } else {
        quote_spanned!(span=> <#owner>::#method(#(#arguments),*))
    }
}

fn returns_span(entry: &Entry) -> proc_macro2::Span {
    let returns = entry.returns.as_ref();
    returns.map_or_else(|| entry.ident.span(), span_of)
}

fn check(owner: &Type, entry: &Entry) -> TokenStream {
    let (number, shape) = (number(entry.index), Shape::of(entry));
    let (deps, pattern) = (&shape.deps, &shape.pattern);
    let HealthArgs {
        timeout_ms,
        cache_ms,
        optional,
    } = entry.health;
    let call = call(owner, entry, &shape);
    let span = returns_span(entry);
    let found = quote_spanned!(span=> ::purlin::__private::found);
    let fallback = fallback();
    let erased = erased(entry, &quote!(#found(#call)));
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::Check<__PurlinApp, #number> for #owner {
            type Deps = #deps;
            const POLICY: ::purlin::__private::CheckPolicy = ::purlin::__private::CheckPolicy {
                timeout: ::core::time::Duration::from_millis(#timeout_ms),
                cache: ::core::time::Duration::from_millis(#cache_ms),
                optional: #optional,
            };
            fn run(__purlin_deps: Self::Deps) -> ::purlin::__private::BoxFuture<
                ::purlin::__private::Health,
            > {
                #fallback
                let #pattern = __purlin_deps;
                #erased
            }
        }
    }
}

fn span_of(ty: &Type) -> proc_macro2::Span {
    purlin_macros_kit::last_ident(ty).map_or_else(|| ty.span(), Ident::span)
}

pub(super) fn number(value: usize) -> TokenStream {
    index(value)
}
