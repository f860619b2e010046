use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::quote;
use syn::{
    LitStr, braced,
    parse::{Parse, ParseStream},
};

use super::{
    collect::{Answer, listed_twice, projection, wrong_list},
    fallback,
    index::index,
    table,
};
use crate::{
    codes,
    graph::{Registered, build},
    model::{OfferKind, Place},
    wire::{Declaration, DeclaredEntry, DeclaredModule, Origin, Replaced, entry, place},
};

/// What `#[app]` said about itself.
pub(super) struct Header {
    pub(super) app: Ident,
    pub(super) doc: String,
    place: Place,
    /// What it replaces, in order.
    replaced: Vec<Replaced>,
    /// What it asks for by itself.
    exposed: DeclaredEntry,
}

impl Parse for Header {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let app = input.parse()?;
        let doc = input.parse::<LitStr>()?.value();
        let place = place(input)?;
        let content;
        braced!(content in input);
        let mut replaced = Vec::new();
        while !content.is_empty() {
            replaced.push(content.parse()?);
        }
        Ok(Self {
            app,
            doc,
            place,
            replaced,
            exposed: entry(input, Origin::Module)?,
        })
    }
}

impl Header {
    /// The application as a module of its own, with these entries.
    fn module(&self, entries: Vec<DeclaredEntry>) -> Registered {
        let app = &self.app;
        Registered {
            reach: quote!(#app),
            instance: String::new(),
            optional: false,
            module: DeclaredModule {
                name: LitStr::new(&app.to_string(), app.span()),
                id: 0,
                place: self.place.clone(),
                doc: self.doc.clone(),
                valid: true,
                builtin: true,
                home: String::new(),
                entries,
                tokens: TokenStream::new(),
                imports: Vec::new(),
            },
        }
    }
}

/// The application, once every module has answered.
pub(super) fn assemble(header: &Header, answers: Vec<Answer>) -> TokenStream {
    let mut diagnostics = Diagnostics::new();
    let (replacements, answers): (Vec<Answer>, Vec<Answer>) = answers
        .into_iter()
        .partition(|answer| answer.kind == "component");
    let mut projections = TokenStream::new();
    projections.extend(
        replacements
            .iter()
            .map(|answer| projection(&header.app, answer)),
    );
    let (mut registered, valid) = register(&header.app, answers, &mut diagnostics);
    let replacements = replace(&header.replaced, replacements, &mut diagnostics);
    let valid = valid && diagnostics.is_empty() && replacements.len() == header.replaced.len();
    let mut tokens = diagnostics.into_tokens();
    if valid {
        let doc = header.doc.clone();
        let app = header.app.clone();
        // Apart, for what replaces others starts before those who ask, and what asks after them.
        if !replacements.is_empty() {
            registered.push(header.module(replacements));
        }
        if !header.exposed.dependencies.is_empty() {
            let exposed = vec![header.exposed.clone()];
            registered.push(header.module(exposed));
        }
        tokens.extend(projections);
        let graph = build(app, registered);
        tokens.extend(table::table(&graph, &doc));
    } else {
        tokens.extend(fallback::application(&header.app));
    }
    tokens
}

/// The components that stand in the place of others.
fn replace(
    replaced: &[Replaced],
    answers: Vec<Answer>,
    diagnostics: &mut Diagnostics,
) -> Vec<DeclaredEntry> {
    let mut entries = Vec::new();
    for (answer, replaced) in answers.into_iter().zip(replaced) {
        let Declaration::Component(name, entry) = answer.declaration else {
            diagnostics.push(wrong_list(
                &answer.declaration,
                &answer.path,
                "name a component in its place: a struct with `#[provides]`",
            ));
            continue;
        };
        // A component that is wrong says so itself.
        let Some(mut entry) = entry else { continue };
        entry.origin = Origin::Component(answer.index);
        let mut offers = entry.offers.iter_mut();
        let Some(offer) = offers.find(|offer| {
            let single = matches!(offer.kind, OfferKind::Own | OfferKind::Interface);
            single && offer.ident == replaced.ident
        }) else {
            let (name, ty) = (name.value(), replaced.ty.value());
            let headline = format!("`{name}` is not provided as `{ty}`, so it cannot replace it");
            let help = if ty.starts_with("dyn ") {
                format!("write `#[provides(as = {ty})]` on `{name}`")
            } else {
                format!("name an interface that `{name}` is provided as, `#[provides(as = dyn …)]`")
            };
            diagnostics.push(
                Diagnostic::new(codes::NOT_REPLACED, replaced.ty.span(), headline).help(help),
            );
            continue;
        };
        offer.replaces = Some(replaced.ty.span());
        offer.priority = i32::MAX;
        entries.push(entry);
    }
    entries
}

/// Modules in order of registration: imports before their importers, each once.
fn register(
    app: &Ident,
    answers: Vec<Answer>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Registered>, bool) {
    let mut registered: Vec<Registered> = Vec::new();
    let mut listed: Vec<(u64, String)> = Vec::new();
    let mut valid = true;
    // An import of a module that the application lists by instances asks for no other one.
    let named: BTreeSet<u64> = answers
        .iter()
        .filter(|answer| answer.instance.is_some())
        .filter_map(|answer| match &answer.declaration {
            Declaration::Module(module) => Some(module.id),
            _ => None,
        })
        .collect();
    let mut wanted: Vec<(u64, Ident)> = Vec::new();
    let mut needed: BTreeMap<u64, String> = BTreeMap::new();
    for Answer {
        path,
        optional,
        instance,
        declaration,
        ..
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
        let name = instance.as_ref().map(LitStr::value).unwrap_or_default();
        let key = (module.id, name.clone());
        if listed.contains(&key) {
            diagnostics.push(match &instance {
                Some(instance) => same_instance(&module.name.value(), instance),
                None => listed_twice("module", &module.name.value(), &path),
            });
            continue;
        }
        listed.push(key);
        let is_optional = optional.is_some();
        wanted.extend(optional.map(|word| (module.id, word)));
        for (steps, tokens) in &module.imports {
            let Ok(import) = syn::parse2::<DeclaredModule>(tokens.clone()) else {
                valid = false;
                continue;
            };
            if !is_optional {
                needed
                    .entry(import.id)
                    .or_insert_with(|| module.name.value());
            }
            if named.contains(&import.id) {
                valid &= import.valid;
                continue;
            }
            let reach = steps.iter().fold(quote!(#path), |reach, step| {
                let step = index(*step);
                quote!(<#reach as ::purlin::__private::Import<#app, #step>>::Type)
            });
            let import = Registered {
                reach,
                instance: String::new(),
                optional: is_optional,
                module: import,
            };
            add(&mut registered, &mut valid, import);
        }
        let module = Registered {
            reach: quote!(#path),
            instance: name,
            optional: is_optional,
            module,
        };
        add(&mut registered, &mut valid, module);
    }
    for (id, word) in wanted {
        if let Some(importer) = needed.get(&id) {
            let headline = format!("`{importer}` imports this module, and is not optional");
            diagnostics.push(
                Diagnostic::new(codes::NEEDS_OPTIONAL, word.span(), headline)
                    .help(format!("remove `optional`, or write `optional {importer}`")),
            );
        }
    }
    (registered, valid)
}

fn add(registered: &mut Vec<Registered>, valid: &mut bool, new: Registered) {
    *valid &= new.module.valid;
    let is_known = |known: &&mut Registered| {
        known.module.id == new.module.id && known.instance == new.instance
    };
    match registered.iter_mut().find(is_known) {
        // What one needs that is not optional is not optional.
        Some(known) => known.optional &= new.optional,
        None => registered.push(new),
    }
}

/// Two instances of a module under one name.
fn same_instance(module: &str, instance: &LitStr) -> Diagnostic {
    let name = instance.value();
    let headline = format!("`{module}` has an instance \"{name}\" already");
    Diagnostic::new(codes::LISTED_TWICE, instance.span(), headline)
        .help("give each instance a name of its own, or remove one of the two")
}
