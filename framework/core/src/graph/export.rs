//! The graph as text: Mermaid, DOT, JSON.

use std::{fmt::Write as _, str::FromStr};

use serde::Serialize;

use super::{AnalysisView, OfferKind, Role, Scope, Wiring};

/// A way to write the graph down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A Mermaid flowchart.
    Mermaid,
    /// A Graphviz digraph.
    Dot,
    /// Nodes, edges, modules and source places, for programs.
    Json,
}

impl Format {
    /// The names that [`FromStr`] takes.
    pub const NAMES: [&'static str; 3] = ["mermaid", "dot", "json"];
}

impl Format {
    /// Its name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Json => "json",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "mermaid" => Ok(Self::Mermaid),
            "dot" => Ok(Self::Dot),
            "json" => Ok(Self::Json),
            other => Err(format!(
                "`{other}` is no graph format: use one of {}",
                Self::NAMES.join(", ")
            )),
        }
    }
}

/// Writes the graph in `format`. The same graph gives the same text.
#[must_use]
pub fn export(wiring: &'static Wiring, analysis: &AnalysisView, format: Format) -> String {
    match format {
        Format::Mermaid => mermaid(wiring, analysis),
        Format::Dot => dot(wiring, analysis),
        Format::Json => json(wiring, analysis),
    }
}

/// What of the graph is shown: the framework's own services only where something asks for them.
struct Shown<'a> {
    wiring: &'static Wiring,
    analysis: &'a AnalysisView,
    visible: Vec<bool>,
}

impl<'a> Shown<'a> {
    fn new(wiring: &'static Wiring, analysis: &'a AnalysisView) -> Self {
        let mut visible: Vec<bool> = (0..)
            .zip(wiring.nodes)
            .map(|(index, _)| !wiring.module_of(index).builtin)
            .collect();
        for edge in (0..).take(wiring.edges.len()) {
            for target in analysis.targets(wiring, edge) {
                visible[target] = true;
            }
        }
        Self {
            wiring,
            analysis,
            visible,
        }
    }

    /// Modules in order of start, with their nodes in order of start.
    fn modules(&self) -> impl Iterator<Item = (usize, Vec<usize>)> + '_ {
        self.analysis.module_order.iter().map(move |&module| {
            let nodes =
                self.analysis.order.iter().copied().filter(move |&node| {
                    self.wiring.node(node).module == module && self.visible[node]
                });
            (module, nodes.collect::<Vec<_>>())
        })
    }

    /// Edge, asking node, node that it gets.
    fn edges(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..).take(self.wiring.edges.len()).flat_map(move |edge| {
            let from = self.wiring.edge(edge).node;
            self.analysis
                .targets(self.wiring, edge)
                .map(move |to| (edge, from, to))
        })
    }

    fn label(&self, node: usize) -> String {
        let node = self.wiring.node(node);
        let mut label = if node.ty.is_empty() || node.ty == node.name {
            node.name.to_owned()
        } else {
            format!("{}: {}", node.name, node.ty)
        };
        if let Some(when) = node.when {
            let _ = write!(label, " (when {} = {})", when.path, when.value);
        }
        if node.assisted {
            label.push_str(" (factory)");
        } else if node.scope != Scope::Singleton {
            let _ = write!(label, " ({})", node.scope);
        }
        label
    }
}

fn mermaid(wiring: &'static Wiring, analysis: &AnalysisView) -> String {
    let shown = Shown::new(wiring, analysis);
    let mut text = String::from("flowchart LR\n");
    for (module, nodes) in shown.modules().filter(|(_, nodes)| !nodes.is_empty()) {
        let name = wiring.modules[module].name;
        let _ = writeln!(text, "  subgraph m{module}[\"{name}\"]");
        for node in nodes {
            let label = shown.label(node).replace('"', "#quot;");
            let (open, close) = match wiring.node(node).role {
                Role::Service => ("[", "]"),
                Role::Decorator => ("[[", "]]"),
                Role::Config => ("[(", ")]"),
                Role::OnStart
                | Role::OnDrain
                | Role::OnStop
                | Role::OnReload
                | Role::Task
                | Role::Expose => ("([", "])"),
                Role::Health => ("{{", "}}"),
            };
            let _ = writeln!(text, "    n{node}{open}\"{label}\"{close}");
        }
        text.push_str("  end\n");
    }
    for (edge, from, to) in shown.edges() {
        let label = interface(wiring.edge(edge).ty, wiring.node(to).ty);
        let arrow = match wiring.edge(edge).kind {
            super::EdgeKind::One => "-->",
            super::EdgeKind::Lazy => "-. lazy .->",
            super::EdgeKind::Optional => "-.->",
            super::EdgeKind::All | super::EdgeKind::AllNamed => "==>",
            super::EdgeKind::Decorators => "--o",
            super::EdgeKind::PerTenant => "-. per tenant .->",
            super::EdgeKind::PerRequest => "-. per request .->",
            super::EdgeKind::Factory => "-. factory .->",
        };
        let _ = match label {
            Some(label) => writeln!(text, "  n{from} {arrow}|\"{label}\"| n{to}"),
            None => writeln!(text, "  n{from} {arrow} n{to}"),
        };
    }
    text
}

fn dot(wiring: &'static Wiring, analysis: &AnalysisView) -> String {
    let shown = Shown::new(wiring, analysis);
    let mut text = format!(
        "digraph {:?} {{\n  rankdir=LR;\n  node [shape=box];\n",
        wiring.app
    );
    for (module, nodes) in shown.modules().filter(|(_, nodes)| !nodes.is_empty()) {
        let name = wiring.modules[module].name;
        let _ = writeln!(text, "  subgraph cluster_{module} {{\n    label={name:?};");
        for node in nodes {
            let shape = match wiring.node(node).role {
                Role::Service => "box",
                Role::Decorator => "component",
                Role::Config => "cylinder",
                Role::OnStart
                | Role::OnDrain
                | Role::OnStop
                | Role::OnReload
                | Role::Task
                | Role::Expose => "oval",
                Role::Health => "hexagon",
            };
            let label = shown.label(node);
            let _ = writeln!(text, "    n{node} [label={label:?}, shape={shape}];");
        }
        text.push_str("  }\n");
    }
    for (edge, from, to) in shown.edges() {
        let style = match wiring.edge(edge).kind {
            super::EdgeKind::One => "solid",
            super::EdgeKind::Lazy
            | super::EdgeKind::Optional
            | super::EdgeKind::PerTenant
            | super::EdgeKind::PerRequest
            | super::EdgeKind::Factory => "dashed",
            super::EdgeKind::All | super::EdgeKind::AllNamed => "bold",
            super::EdgeKind::Decorators => "dotted",
        };
        let label = interface(wiring.edge(edge).ty, wiring.node(to).ty).unwrap_or_default();
        let _ = writeln!(text, "  n{from} -> n{to} [style={style}, label={label:?}];");
    }
    text.push_str("}\n");
    text
}

/// The asked type, where it is not simply the type of the node.
fn interface<'a>(asked: &'a str, made: &str) -> Option<&'a str> {
    (asked != made && asked.starts_with("dyn ")).then_some(asked)
}

#[derive(Serialize)]
struct GraphJson<'a> {
    app: &'a str,
    modules: Vec<ModuleJson<'a>>,
    nodes: Vec<NodeJson<'a>>,
    edges: Vec<EdgeJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct ModuleJson<'a> {
    id: usize,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    instance: &'a str,
    doc: &'a str,
    place: PlaceJson<'a>,
    builtin: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
}

#[derive(Serialize)]
struct NodeJson<'a> {
    id: usize,
    module: usize,
    role: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    assisted: bool,
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    doc: &'a str,
    place: PlaceJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<ConditionJson<'a>>,
    provides: Vec<OfferJson<'a>>,
    contributes: Vec<OfferJson<'a>>,
}

#[derive(Serialize)]
struct ConditionJson<'a> {
    path: &'a str,
    value: &'a str,
    place: PlaceJson<'a>,
}

#[derive(Serialize)]
struct OfferJson<'a> {
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    priority: i32,
}

#[derive(Serialize)]
struct EdgeJson<'a> {
    from: usize,
    to: Vec<usize>,
    kind: &'a str,
    param: &'a str,
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    place: PlaceJson<'a>,
}

fn place(place: super::Place) -> PlaceJson<'static> {
    PlaceJson {
        file: place.file,
        line: place.line,
        column: place.column,
    }
}

fn json(wiring: &'static Wiring, analysis: &AnalysisView) -> String {
    let shown = Shown::new(wiring, analysis);
    let mut modules = Vec::new();
    let mut nodes = Vec::new();
    for (id, members) in shown.modules().filter(|(_, nodes)| !nodes.is_empty()) {
        let module = &wiring.modules[id];
        modules.push(ModuleJson {
            id,
            name: module.name,
            instance: module.instance,
            doc: module.doc,
            place: place(module.place),
            builtin: module.builtin,
            optional: module.optional,
        });
        nodes.extend(members.into_iter().map(|node| node_json(wiring, node)));
    }
    let edges = (0..)
        .zip(wiring.edges)
        .map(|(index, edge)| EdgeJson {
            from: edge.node,
            to: analysis.targets(wiring, index).collect(),
            kind: match edge.kind {
                super::EdgeKind::One => "one",
                super::EdgeKind::Lazy => "lazy",
                super::EdgeKind::Optional => "optional",
                super::EdgeKind::All => "all",
                super::EdgeKind::AllNamed => "all_named",
                super::EdgeKind::Decorators => "decorators",
                super::EdgeKind::PerTenant => "per_tenant",
                super::EdgeKind::PerRequest => "per_request",
                super::EdgeKind::Factory => "factory",
            },
            param: edge.param,
            ty: edge.ty,
            name: edge.name,
            place: place(edge.place),
        })
        .collect();
    let graph = GraphJson {
        app: wiring.app,
        modules,
        nodes,
        edges,
    };
    let mut text = serde_json::to_string_pretty(&graph).unwrap_or_default();
    text.push('\n');
    text
}

fn node_json(wiring: &'static Wiring, id: usize) -> NodeJson<'static> {
    let node = wiring.node(id);
    let offers = |contribution: bool| {
        wiring
            .offers
            .iter()
            .filter(|offer| offer.node == id)
            .filter(|offer| (offer.kind == OfferKind::Contribution) == contribution)
            .map(|offer| OfferJson {
                ty: offer.ty,
                name: offer.name,
                priority: offer.priority,
            })
            .collect()
    };
    NodeJson {
        id,
        module: node.module,
        role: node.role.name(),
        scope: node.scope.name(),
        assisted: node.assisted,
        name: node.name,
        ty: node.ty,
        doc: node.doc,
        place: place(node.place),
        when: node.when.map(|when| ConditionJson {
            path: when.path,
            value: when.value,
            place: place(when.place),
        }),
        provides: offers(false),
        contributes: offers(true),
    }
}
