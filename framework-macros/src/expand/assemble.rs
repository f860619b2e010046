use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::Diagnostics;
use quote::quote;
use syn::{
    LitStr,
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
    model::Place,
    wire::{Declaration, DeclaredEntry, DeclaredModule, Origin, entry, place},
};

/// What `#[app]` said about itself.
pub(super) struct Header {
    pub(super) app: Ident,
    pub(super) doc: String,
    place: Place,
    /// What it asks for by itself.
    exposed: DeclaredEntry,
}

impl Parse for Header {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let app = input.parse()?;
        let doc = input.parse::<LitStr>()?.value();
        Ok(Self {
            app,
            doc,
            place: place(input)?,
            exposed: entry(input, Origin::Module)?,
        })
    }
}

impl Header {
    /// The application as a module of its own: it asks, and provides nothing.
    fn into_module(self) -> Registered {
        let app = &self.app;
        Registered {
            reach: quote!(#app),
            module: DeclaredModule {
                name: LitStr::new(&app.to_string(), app.span()),
                id: 0,
                place: self.place,
                doc: self.doc,
                valid: true,
                builtin: true,
                home: String::new(),
                entries: vec![self.exposed],
                tokens: TokenStream::new(),
                imports: Vec::new(),
            },
        }
    }
}

/// The application, once every module has answered.
pub(super) fn assemble(header: Header, answers: Vec<Answer>) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let (mut registered, valid) = register(&header.app, answers, &mut diagnostics);
    let valid = valid && diagnostics.is_empty();
    let mut tokens = diagnostics.into_tokens();
    if valid {
        let doc = header.doc.clone();
        let app = header.app.clone();
        if !header.exposed.dependencies.is_empty() {
            registered.push(header.into_module());
        }
        let graph = build(app, registered);
        tokens.extend(table::table(&graph, &doc));
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
            diagnostics.push(wrong_list(
                &declaration,
                &path,
                "list it in `components = […]` of a module, and that module here",
            ));
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
