//! How nodes, edges and ways are written.

use super::super::{
    EdgeKind, NONE, Role, Wiring, analysis::AnalysisView, description::same, message::Message,
    route::Route,
};

/// `Storefront -> OrdersModule -> OrdersApi -> OrderService`: how the application comes to ask
/// what an edge asks. Hooks and contributions are what it needs by itself.
pub(super) const fn push_chain(
    text: Message,
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
) -> Message {
    let asked = wiring.edge(edge);
    let text = push_chain_to(text, wiring, analysis, asked.node);
    let text = text.push(" -> ").push(asked.ty);
    if asked.name.is_empty() {
        return text;
    }
    text.push(" named \"").push(asked.name).push("\"")
}

/// How the application comes to need a node.
pub(super) const fn push_chain_to(
    text: Message,
    wiring: &Wiring,
    analysis: &AnalysisView,
    node: usize,
) -> Message {
    let mut text = text.push("\n  chain: ").push(wiring.app);
    let route = Route::from_roots(wiring, analysis, node);
    // A component does not say whose it is; a method does.
    let first = wiring.node(route.step(0));
    if same(first.name, first.ty) {
        text = text.push(" -> ").push(wiring.module_of(route.step(0)).name);
    }
    // What the application exposes it asks for itself.
    let mut at = if matches!(first.role, Role::Expose) {
        1
    } else {
        0
    };
    while at < route.len() {
        text = push_plain(text.push(" -> "), wiring, route.step(at));
        at += 1;
    }
    text
}

/// The node that an edge leads to; of a set the member `wanted`, or its first one on a loop.
pub(super) const fn target_of(
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
    wanted: usize,
) -> usize {
    let index = edge;
    let edge = wiring.edge(edge);
    if !analysis.is_many(wiring, index) {
        return analysis.target[index];
    }
    let mut found = NONE;
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        if analysis.active[at] {
            let node = wiring.offer(wiring.candidates[at].offer).node;
            let together = analysis.loop_of[node] == analysis.loop_of[edge.node];
            if node == wanted || (found == NONE && together) {
                found = node;
            }
            if node == wanted {
                break;
            }
        }
        at += 1;
    }
    found
}

/// The asked type as the user wrote it, with its name.
pub(super) const fn push_asked(text: Message, wiring: &Wiring, edge: usize) -> Message {
    let edge = wiring.edge(edge);
    let text = match edge.kind {
        EdgeKind::All => text.push("`All<").push(edge.ty).push(">`"),
        EdgeKind::AllNamed => text.push("`AllNamed<").push(edge.ty).push(">`"),
        EdgeKind::One
        | EdgeKind::Lazy
        | EdgeKind::Optional
        | EdgeKind::Decorators
        | EdgeKind::PerTenant
        | EdgeKind::PerRequest
        | EdgeKind::Factory => text.push_code(edge.ty),
    };
    if edge.name.is_empty() {
        text
    } else {
        text.push(" named \"").push(edge.name).push("\"")
    }
}

pub(super) const fn push_node(text: Message, wiring: &Wiring, node: usize) -> Message {
    push_plain(text.push("`"), wiring, node).push("`")
}

/// `OrderService` for a component, `OrdersModule::mailer` for a method.
pub(super) const fn push_plain(text: Message, wiring: &Wiring, node: usize) -> Message {
    let described = wiring.node(node);
    if same(described.name, described.ty) || matches!(described.role, Role::Expose) {
        return text.push(described.name);
    }
    text.push(wiring.module_of(node).name)
        .push("::")
        .push(described.name)
}

pub(super) const fn push_step(text: Message, wiring: &Wiring, node: usize) -> Message {
    push_node(text, wiring, node)
        .push(" (")
        .push_place(wiring.node(node).place)
        .push(")")
}

pub(super) const fn push_page(text: Message, code: &str) -> Message {
    text.push("\n  docs: https://purlin.rs/errors/")
        .push(code)
        .push(".html")
}

/// `Repo` of `dyn db::Repo<Row>`: what a type is called, for comparing.
pub(super) const fn last_name(ty: &str) -> &str {
    let bytes = ty.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b'<' {
        end += 1;
    }
    let mut start = end;
    while start > 0 && bytes[start - 1] != b':' && bytes[start - 1] != b' ' {
        start -= 1;
    }
    ty.split_at(end).0.split_at(start).1
}

pub(super) const fn ends_with(text: &str, suffix: &str) -> bool {
    let (text, suffix) = (text.as_bytes(), suffix.as_bytes());
    if text.len() < suffix.len() {
        return false;
    }
    let skipped = text.len() - suffix.len();
    let mut at = 0;
    while at < suffix.len() {
        if text[skipped + at] != suffix[at] {
            return false;
        }
        at += 1;
    }
    true
}

pub(super) const fn starts_with(text: &str, prefix: &str) -> bool {
    let (text, prefix) = (text.as_bytes(), prefix.as_bytes());
    let mut at = 0;
    while at < prefix.len() {
        if at >= text.len() || text[at] != prefix[at] {
            return false;
        }
        at += 1;
    }
    true
}
