use proc_macro2::{Ident, Literal, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text};
use quote::{ToTokens, quote};
use syn::{Fields, Generics, ItemStruct, Type};

use super::{
    entry, fallback,
    hidden::{Asked, ask},
    name_span, typed,
};
use crate::{
    check, codes,
    model::{Entry, Life, Making, Place, Role},
    normalize,
    parse::{AppArgs, HealthArgs, TaskArgs},
    wire::{encode_entry, encode_replaced, identity},
};

/// `#[app]` on a unit struct.
pub(crate) fn app(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens = typed::names(&args, &["modules", "expose", "replace"]);
    tokens.extend(declaration(args, item));
    tokens
}

fn declaration(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let args = AppArgs::parse(args, &mut diagnostics);
    let Ok(mut declared) = syn::parse2::<ItemStruct>(item.clone()) else {
        let headline = "`#[app]` belongs on a unit struct";
        diagnostics.push(
            Diagnostic::new(codes::MISPLACED, name_span(&item), headline)
                .help("write `pub struct Storefront;` and put `#[app(modules = […])]` on it"),
        );
        let mut tokens = diagnostics.into_tokens();
        tokens.extend(item);
        return tokens;
    };
    let ident = &declared.ident;
    if !matches!(declared.fields, Fields::Unit) {
        let headline = format!("application `{ident}` has fields, but an application has no value");
        diagnostics.push(
            Diagnostic::new(codes::MISPLACED, ident.span(), headline).help(format!(
                "write `struct {ident};` and keep what it held in a component"
            )),
        );
    }
    check::not_generic(
        "application",
        &ident.to_string(),
        &declared.generics,
        &mut diagnostics,
    );
    let valid = diagnostics.is_empty();
    let mut tokens = diagnostics.into_tokens();
    declared.generics = Generics::default();
    declared.to_tokens(&mut tokens);
    let ident = &declared.ident;
    tokens.extend(entrance(ident, args.parallel));
    if !valid {
        tokens.extend(fallback::application(ident));
        tokens.extend(fallback::named(&args.modules, &args.expose));
        return tokens;
    }
    let id = identity(ident.span(), &item);
    let doc = doc_text(&declared.attrs);
    let Place { file, line, column } = Place::of(ident.span());
    let (line, column) = (
        Literal::usize_unsuffixed(line),
        Literal::usize_unsuffixed(column),
    );
    let kernel = Asked {
        label: quote!(module 0),
        path: syn::parse_quote!(::purlin::__private::KernelModule),
        conditions: Vec::new(),
    };
    let listed = (1..).zip(args.modules).map(|(index, listed)| {
        let (index, instance) = (Literal::usize_unsuffixed(index), listed.instance);
        let optional = listed.optional;
        Asked {
            label: quote!(module #index #optional #instance),
            path: listed.path,
            conditions: listed.conditions,
        }
    });
    let mut replaced = TokenStream::new();
    let replacements = args
        .replace
        .into_iter()
        .enumerate()
        .map(|(index, replace)| {
            replaced.extend(encode_replaced(&replace.ty));
            let index = Literal::usize_unsuffixed(index);
            Asked {
                label: quote!(component #index),
                path: replace.with,
                conditions: Vec::new(),
            }
        });
    let asked: Vec<Asked> = std::iter::once(kernel)
        .chain(listed)
        .chain(replacements)
        .collect();
    let exposed = exposed(ident, &args.expose);
    tokens.extend(entry::entry(&syn::parse_quote!(#ident), &exposed));
    let exposed = encode_entry(&exposed);
    tokens.extend(ask(
        asked,
        &quote!(app #ident #doc [#file #line #column] { #replaced } #exposed),
        id,
    ));
    tokens
}

/// What the application asks for by itself, as an entry of its own.
fn exposed(ident: &Ident, types: &[Type]) -> Entry {
    Entry {
        index: 0,
        role: Role::Expose,
        ident: ident.clone(),
        doc: String::new(),
        is_async: false,
        making: Making::Method,
        output: None,
        offers: Vec::new(),
        dependencies: types.iter().map(normalize::exposed).collect(),
        keep: false,
        health: HealthArgs::default(),
        task: TaskArgs::default(),
        returns: None,
        life: Life::default(),
    }
}

/// The doors of an application, on the type itself. They are there even if the application is
/// not, because a listed name is not a module: that is an error already.
fn entrance(ident: &Ident, parallel: bool) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::purlin::__private::Settings for #ident {
            const PARALLEL: bool = #parallel;
        }

        #[automatically_derived]
        impl #ident {
            /// The application's command line: `run` (the default), `check`, `graph`, `config`.
            /// The exit code tells the class of failure.
            #[must_use]
            pub fn main() -> ::purlin::__private::ExitCode {
                #[allow(unused_imports, reason = "expansion of Purlin")]
                use ::purlin::__private::NoEntrance as _;
                ::purlin::__private::Entrance::<Self>::main()
            }

            /// Starts the application from a program or a test.
            #[must_use]
            pub fn builder() -> ::purlin::__private::AppBuilder<Self> {
                #[allow(unused_imports, reason = "expansion of Purlin")]
                use ::purlin::__private::NoEntrance as _;
                ::purlin::__private::Entrance::<Self>::builder()
            }
        }
    }
}
