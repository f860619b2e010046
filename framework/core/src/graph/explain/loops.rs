//! Loops of services and of modules.

use super::super::{
    EdgeKind, NONE, Wiring, analysis::AnalysisView, description::same, message::Message,
    route::Route,
};
use super::words::{push_asked, push_node, push_page, push_plain, target_of};

pub(crate) const fn service_loop(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let closing = wiring.edge(edge);
    let text = push_node(Message::new().push("[PL0003] "), wiring, closing.node);
    let from = target_of(wiring, analysis, edge, closing.node);
    if from == closing.node {
        let text = if same(closing.ty, wiring.node(closing.node).ty) {
            text.push(" needs itself")
        } else {
            push_asked(text.push(" needs "), wiring, edge).push(", which it provides itself")
        };
        return push_page(text.push("\n  help: remove this dependency"), "PL0003");
    }
    let text = push_asked(text.push(" needs "), wiring, edge).push(", which needs ");
    let text = push_node(text, wiring, closing.node).push(" to be there first");
    let route = Route::between(wiring, analysis, from, closing.node);
    // Each step with the place where it asks for the next.
    let mut text = push_plain(text.push("\n  loop: "), wiring, closing.node);
    text = text.push(" (").push_place(closing.place).push(")");
    let mut at = 0;
    while at < route.len() {
        let node = route.step(at);
        text = push_plain(text.push("\n     -> "), wiring, node);
        if at + 1 < route.len() {
            let next = edge_between(wiring, analysis, node, route.step(at + 1));
            text = text
                .push(" (")
                .push_place(wiring.edge(next).place)
                .push(")");
        }
        at += 1;
    }
    // What is not made at start is not there to be found later.
    let deferrable =
        matches!(closing.kind, EdgeKind::One) && wiring.node(from).scope.is_made_at_start();
    text = if deferrable {
        text.push("\n  help: ask for `Lazy<")
            .push(closing.ty)
            .push(">` here, which is resolved when it is used; or move what both sides need into a service of its own")
    } else {
        text.push("\n  help: remove one of these dependencies; what both sides need can move into a service of its own")
    };
    push_page(text, "PL0003")
}

/// The dependency by which one node leads to another.
const fn edge_between(wiring: &Wiring, analysis: &AnalysisView, from: usize, to: usize) -> usize {
    let node = wiring.node(from);
    let mut edge = node.edges;
    while edge + 1 < node.edges + node.edge_count {
        if target_of(wiring, analysis, edge, to) == to {
            return edge;
        }
        edge += 1;
    }
    edge
}

pub(crate) const fn module_loop(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let closing = wiring.edge(edge);
    let to = target_of(wiring, analysis, edge, closing.node);
    let text = Message::new().push("[PL0005] modules ");
    let mut text = text
        .push_code(wiring.module_of(to).name)
        .push(" and ")
        .push_code(wiring.module_of(closing.node).name)
        .push(" need each other, so neither can start first");
    let members = analysis.module_loop_of[wiring.node(closing.node).module];
    let mut at = 0;
    while at < wiring.edges.len() {
        let other = &wiring.edges[at];
        let target = target_of(wiring, analysis, at, NONE);
        if target != NONE {
            let (source_module, target_module) =
                (wiring.node(other.node).module, wiring.node(target).module);
            if source_module != target_module
                && analysis.module_loop_of[source_module] == members
                && analysis.module_loop_of[target_module] == members
            {
                text = push_node(text.push("\n  needs: "), wiring, other.node).push(" needs ");
                text = push_node(text, wiring, target)
                    .push(" of ")
                    .push_code(wiring.module_of(target).name)
                    .push(" (")
                    .push_place(other.place)
                    .push(")");
            }
        }
        at += 1;
    }
    text =
        text.push("\n  help: move what one of them provides to the other into a module of its own");
    push_page(text, "PL0005")
}
