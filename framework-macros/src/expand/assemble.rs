use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::Diagnostics;
use quote::quote;
use syn::{
    LitStr, bracketed,
    parse::{Parse, ParseStream},
};

use super::{
    collect::{Answer, listed_twice, wrong_list},
    fallback,
    index::index,
    table,
};
use crate::{
    graph::{Registered, build},
    wire::{Declaration, DeclaredModule},
};

/// What `#[app]` said about itself.
pub(super) struct Header {
    pub(super) app: Ident,
    pub(super) doc: String,
}

impl Parse for Header {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let app = input.parse()?;
        let doc = input.parse::<LitStr>()?.value();
        let place;
        bracketed!(place in input);
        place.parse::<TokenStream>()?;
        Ok(Self { app, doc })
    }
}

/// The application, once every module has answered.
pub(super) fn assemble(header: &Header, answers: Vec<Answer>) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let (registered, valid) = register(&header.app, answers, &mut diagnostics);
    let valid = valid && diagnostics.is_empty();
    let mut tokens = diagnostics.into_tokens();
    if valid {
        let graph = build(header.app.clone(), registered);
        tokens.extend(table::table(&graph, &header.doc));
    } else {
        tokens.extend(fallback::application(&header.app));
    }
    tokens
}

/// Modules in order of registration: imports before their importers, each once.
fn register(
    app: &Ident,
    answers: Vec<Answer>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Registered>, bool) {
    let mut registered: Vec<Registered> = Vec::new();
    let mut listed: Vec<u64> = Vec::new();
    let mut valid = true;
    for Answer {
        path, declaration, ..
    } in answers
    {
        let Declaration::Module(module) = declaration else {
            diagnostics.push(wrong_list(&declaration, &path, false));
            continue;
        };
        if listed.contains(&module.id) {
            diagnostics.push(listed_twice("module", &module.name.value(), &path));
            continue;
        }
        listed.push(module.id);
        for (steps, tokens) in &module.imports {
            let Ok(import) = syn::parse2::<DeclaredModule>(tokens.clone()) else {
                valid = false;
                continue;
            };
            let reach = steps.iter().fold(quote!(#path), |reach, step| {
                let step = index(*step);
                quote!(<#reach as ::purlin::__private::Import<#app, #step>>::Type)
            });
            add(&mut registered, &mut valid, reach, import);
        }
        add(&mut registered, &mut valid, quote!(#path), module);
    }
    (registered, valid)
}

fn add(
    registered: &mut Vec<Registered>,
    valid: &mut bool,
    reach: TokenStream,
    module: DeclaredModule,
) {
    *valid &= module.valid;
    if registered.iter().all(|known| known.module.id != module.id) {
        registered.push(Registered { reach, module });
    }
}
