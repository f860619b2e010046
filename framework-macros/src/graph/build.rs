use std::collections::BTreeSet;

use proc_macro2::Ident;

use super::{
    Cells, Edge, Graph, Module, Node, Offer, Owner, Registered, SameAs, Subject, candidates,
};
use crate::{
    model::Place,
    wire::{DeclaredDependency, DeclaredEntry, EdgeKind, Origin, crate_name},
};

/// Numbers everything and chooses candidates.
pub(crate) fn build(app: Ident, registered: Vec<Registered>) -> Graph {
    let mut graph = Graph {
        app,
        modules: Vec::new(),
        owners: Vec::new(),
        nodes: Vec::new(),
        offers: Vec::new(),
        edges: Vec::new(),
        cells: Cells::default(),
    };
    let home = crate_name();
    let wrapped = wrapped(&registered);
    for Registered {
        reach,
        instance,
        optional,
        module,
    } in registered
    {
        let number = graph.modules.len();
        graph.modules.push(Module {
            id: module.id,
            reach,
            name: if instance.is_empty() {
                module.name.value()
            } else {
                format!("{}[{instance}]", module.name.value())
            },
            instance,
            doc: module.doc,
            place: module.place,
            builtin: module.builtin,
            local: module.home == home,
            optional,
        });
        let mut owner = Origin::Module;
        graph.owners.push(Owner {
            module: number,
            component: None,
        });
        for entry in module.entries {
            if entry.origin != owner {
                owner = entry.origin;
                graph.owners.push(Owner {
                    module: number,
                    component: match owner {
                        Origin::Module => None,
                        Origin::Component(index) => Some(index),
                    },
                });
            }
            add(&mut graph, number, entry, &wrapped);
        }
    }
    candidates::choose(&mut graph);
    graph.cells = Cells::of(&graph);
    graph
}

/// The identifiers of the types that some decorator wraps.
fn wrapped(registered: &[Registered]) -> BTreeSet<Option<String>> {
    registered
        .iter()
        .flat_map(|registered| &registered.module.entries)
        .flat_map(|entry| &entry.offers)
        .filter(|offer| !offer.kind.gives())
        .map(|offer| offer.ident.clone())
        .collect()
}

fn add(graph: &mut Graph, module: usize, entry: DeclaredEntry, wrapped: &BTreeSet<Option<String>>) {
    let node = graph.nodes.len();
    let first_offer = graph.offers.len();
    let first_edge = graph.edges.len();
    let instance = graph.modules[module].instance.clone();
    graph.offers.extend(
        entry
            .offers
            .into_iter()
            .enumerate()
            .map(|(position, offer)| Offer {
                name: named(&instance, offer.name),
                node,
                kind: offer.kind,
                position,
                ty: offer.ty,
                span: offer.span,
                ident: offer.ident,
                priority: offer.priority,
                rivals: Vec::new(),
                contested: false,
                lazy: false,
                mapped: false,
                replaces: offer.replaces,
            }),
    );
    graph.edges.extend(
        entry
            .dependencies
            .into_iter()
            .enumerate()
            .map(|(position, asked)| Edge {
                node,
                subject: Subject::Dependency(position),
                asked,
                candidates: Vec::new(),
                same_as: SameAs::Nothing,
                similar: String::new(),
                near: Vec::new(),
            }),
    );
    for offer in first_offer..graph.offers.len() {
        let described = &graph.offers[offer];
        let wraps = described.kind.gives() && !entry.lives.assisted && described.replaces.is_none();
        if wraps && wrapped.contains(&described.ident) {
            let edge = decorators(node, offer, described, &entry.place);
            graph.edges.push(edge);
        }
    }
    graph.nodes.push(Node {
        module,
        owner: graph.owners.len() - 1,
        role: entry.role,
        index: entry.index,
        name: entry.name.value(),
        doc: entry.doc,
        place: entry.place,
        is_async: entry.is_async,
        keep: entry.keep,
        lives: entry.lives,
        when: entry.when,
        span: entry.name.span(),
        ty: entry.ty,
        offers: first_offer..graph.offers.len(),
        edges: first_edge..graph.edges.len(),
    });
}

/// The name under which an instance offers something: its own, unless it offers several that
/// have names.
fn named(instance: &str, name: String) -> String {
    match (instance, name.as_str()) {
        ("", _) => name,
        (_, "") => instance.to_owned(),
        _ => format!("{instance}.{name}"),
    }
}

/// The edge from a node to what wraps one of its offers.
fn decorators(node: usize, offer: usize, described: &Offer, place: &Place) -> Edge {
    Edge {
        node,
        subject: Subject::Offer(offer),
        asked: DeclaredDependency {
            kind: EdgeKind::Decorators,
            param: String::new(),
            ty: described.ty.clone(),
            span: described.span,
            ident: described.ident.clone(),
            name: String::new(),
            minimum: 0,
            place: place.clone(),
        },
        candidates: Vec::new(),
        same_as: SameAs::Nothing,
        similar: String::new(),
        near: Vec::new(),
    }
}
