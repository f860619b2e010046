use proc_macro2::{Ident, Literal, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text, last_ident};
use quote::{ToTokens, quote};
use syn::{Fields, Generics, ImplItem, Item, ItemImpl, ItemStruct, Type};

use super::{
    entry, fallback, first_span,
    hidden::{Asked, ask, hidden_macro},
    name_span, typed,
};
use crate::{
    check, codes,
    model::Entry,
    normalize,
    parse::ModuleArgs,
    seen,
    wire::{encode_module, identity},
};

/// `#[module]`, on an `impl` block or a unit struct.
pub(crate) fn module(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens = typed::names(&args, &["config", "components", "imports"]);
    tokens.extend(declaration(args, item));
    tokens
}

fn declaration(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let args = ModuleArgs::parse(args, &mut diagnostics);
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Impl(block)) => on_impl(args, block, &item, diagnostics),
        Ok(Item::Struct(declared)) => on_struct(args, declared, &item, diagnostics),
        _ => {
            let headline = "`#[module]` belongs on an `impl` block or on a unit struct";
            diagnostics.push(
                Diagnostic::new(codes::MISPLACED, name_span(&item), headline).help(
                    "write `pub struct OrdersModule;` and put `#[module]` on its `impl` block",
                ),
            );
            let mut tokens = diagnostics.into_tokens();
            if let Ok(Item::Enum(declared)) = syn::parse2(item.clone()) {
                tokens.extend(unusable(
                    &declared.ident,
                    &declared.vis.to_token_stream(),
                    &item,
                ));
            }
            tokens.extend(item);
            tokens
        }
    }
}

fn on_impl(
    args: ModuleArgs,
    mut block: ItemImpl,
    item: &TokenStream,
    mut diagnostics: Diagnostics,
) -> TokenStream {
    let Some(ident) = plain_name(&block) else {
        let headline = "`#[module]` belongs on `impl OrdersModule { … }`, beside the struct";
        let self_ty = block.self_ty.to_token_stream();
        let help = match (&block.trait_, last_ident(&block.self_ty)) {
            (Some(_), Some(ident)) => format!("move it to an `impl {ident} {{ … }}` block"),
            _ => "write the plain name of a struct of the same scope".to_owned(),
        };
        diagnostics
            .push(Diagnostic::new(codes::MISPLACED, first_span(&self_ty), headline).help(help));
        let mut tokens = diagnostics.into_tokens();
        if let Ok(ident) = syn::parse2::<Ident>(self_ty) {
            tokens.extend(unusable(&ident, &quote!(pub), item));
        }
        tokens.extend(without_markers(block));
        return tokens;
    };
    check::not_generic(
        "module",
        &ident.to_string(),
        &block.generics,
        &mut diagnostics,
    );
    let mut entries: Vec<Entry> = sections(&args);
    for member in &mut block.items {
        if let ImplItem::Fn(method) = member {
            entries.extend(normalize::method(entries.len(), method, &mut diagnostics));
        }
    }
    let declared = Declared {
        ident,
        doc: doc_text(&block.attrs),
        id: identity(first_span(&block.self_ty.to_token_stream()), item),
        owner: (*block.self_ty).clone(),
        vis: quote!(pub),
        args,
        entries,
    };
    // What is generic has been refused; without its parameters it is no error more.
    if matches!(&*block.self_ty, Type::Path(path) if path.path.get_ident().is_some()) {
        block.generics = Generics::default();
    }
    expand(&declared, &block.to_token_stream(), diagnostics)
}

fn on_struct(
    args: ModuleArgs,
    mut declared: ItemStruct,
    item: &TokenStream,
    mut diagnostics: Diagnostics,
) -> TokenStream {
    if !matches!(declared.fields, Fields::Unit) {
        let headline = format!(
            "module `{}` has fields, but a module has no value",
            declared.ident
        );
        diagnostics.push(
            Diagnostic::new(codes::MISPLACED, declared.ident.span(), headline).help(format!(
                "write `struct {};` and keep what it held in a component",
                declared.ident
            )),
        );
    }
    check::not_generic(
        "module",
        &declared.ident.to_string(),
        &declared.generics,
        &mut diagnostics,
    );
    let ident = declared.ident.clone();
    let module = Declared {
        doc: doc_text(&declared.attrs),
        id: identity(ident.span(), item),
        owner: syn::parse_quote!(#ident),
        vis: declared.vis.to_token_stream(),
        entries: sections(&args),
        ident,
        args,
    };
    if matches!(declared.fields, Fields::Unit) {
        declared.generics = Generics::default();
    }
    expand(&module, &declared.to_token_stream(), diagnostics)
}

/// What answers in the place of a module that cannot be one, so that listing it is no error more.
fn unusable(ident: &Ident, vis: &TokenStream, item: &TokenStream) -> TokenStream {
    let id = identity(ident.span(), item);
    let own = encode_module(ident, id, "", (false, false), &[]);
    hidden_macro(ident, id, vis, &own)
}

/// A module whose declaration has been understood.
struct Declared {
    ident: Ident,
    doc: String,
    id: u64,
    owner: Type,
    vis: TokenStream,
    args: ModuleArgs,
    entries: Vec<Entry>,
}

fn expand(module: &Declared, item: &TokenStream, diagnostics: Diagnostics) -> TokenStream {
    let valid = diagnostics.is_empty();
    let mut tokens = diagnostics.into_tokens();
    tokens.extend(item.clone());
    let Declared {
        ident,
        id,
        vis,
        owner,
        args,
        ..
    } = module;
    // A declaration that is invalid registers nothing at all (FR-036).
    let entries: &[Entry] = if valid { &module.entries } else { &[] };
    if !valid {
        let listed = args.components.iter().chain(&args.imports);
        let types = args.sections.iter();
        let interfaces = fallback::interfaces(&module.entries);
        tokens.extend(fallback::named(listed, types.chain(interfaces)));
    }
    for declared in entries {
        tokens.extend(entry::entry(owner, declared));
    }
    seen::module(ident, *id, args, entries);
    let own = encode_module(ident, *id, &module.doc, (valid, args.builtin), entries);
    if !valid || (args.components.is_empty() && args.imports.is_empty()) {
        tokens.extend(hidden_macro(ident, *id, vis, &own));
        return tokens;
    }
    let mut asked = Vec::new();
    for (label, listed) in [
        (quote!(component), &args.components),
        (quote!(import), &args.imports),
    ] {
        for (index, listed) in listed.iter().enumerate() {
            let index = Literal::usize_unsuffixed(index);
            asked.push(Asked {
                label: quote!(#label #index),
                path: listed.path.clone(),
                conditions: listed.conditions.clone(),
            });
        }
    }
    tokens.extend(ask(asked, &quote!(module #ident #id (#vis) { #own }), *id));
    tokens
}

fn sections(args: &ModuleArgs) -> Vec<Entry> {
    let sections = args.sections.iter().enumerate();
    sections
        .map(|(index, ty)| normalize::section(index, ty))
        .collect()
}

/// The name of an inherent `impl` block, if it is a plain one.
fn plain_name(block: &ItemImpl) -> Option<Ident> {
    if block.trait_.is_some() {
        return None;
    }
    match &*block.self_ty {
        Type::Path(path) if path.qself.is_none() => path.path.get_ident().cloned().or_else(|| {
            let only = path.path.segments.len() == 1 && !block.generics.params.is_empty();
            path.path
                .segments
                .first()
                .filter(|_| only)
                .map(|segment| segment.ident.clone())
        }),
        _ => None,
    }
}

/// The block as it would be without us, beside an error.
fn without_markers(mut block: ItemImpl) -> TokenStream {
    let mut unread = Diagnostics::new();
    for member in &mut block.items {
        if let ImplItem::Fn(method) = member {
            normalize::method(0, method, &mut unread);
        }
    }
    let _ = unread.into_tokens();
    block.to_token_stream()
}
