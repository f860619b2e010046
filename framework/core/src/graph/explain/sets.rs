//! Sets, maps and decorators.

use super::super::{Wiring, analysis::AnalysisView, message::Message};
use super::words::{push_chain, push_node, push_page, push_step};

pub(crate) const fn too_few(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let text = Message::new().push("[PL0010] ");
    let mut text = push_node(text, wiring, asked.node)
        .push(" needs at least ")
        .push_number(asked.minimum)
        .push(" of ")
        .push_code(asked.ty)
        .push(", and fewer are contributed in ")
        .push_code(wiring.app);
    text = push_chain(text, wiring, analysis, edge);
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        if analysis.active[at] {
            let node = wiring.offer(wiring.candidates[at].offer).node;
            text = push_step(text.push("\n  has: "), wiring, node);
        }
        at += 1;
    }
    text = text
        .push("\n  help: contribute it with `#[contributes(")
        .push(asked.ty)
        .push(")]`, or list the module that does");
    push_page(text, "PL0010")
}

pub(crate) const fn nothing_to_wrap(wiring: &Wiring, offer: usize) -> Message {
    let this = wiring.offer(offer);
    let text = Message::new().push("[PL0012] ");
    let mut text = push_node(text, wiring, this.node)
        .push(" wraps ")
        .push_code(this.ty);
    if !this.name.is_empty() {
        text = text.push(" named \"").push(this.name).push("\"");
    }
    text = text
        .push(", which nothing in ")
        .push_code(wiring.app)
        .push(" provides");
    text = text.push("\n  help: remove it, or list the module that provides ");
    push_page(text.push_code(this.ty), "PL0012")
}

pub(crate) const fn nameless(wiring: &Wiring, offer: usize, edge: usize) -> Message {
    let this = wiring.offer(offer);
    let text = Message::new().push("[PL0011] ");
    let text = push_node(text, wiring, this.node)
        .push(" contributes ")
        .push_code(this.ty)
        .push(" without a name, and it is asked for by name\n  asked: by ");
    let text = push_step(text, wiring, wiring.edge(edge).node)
        .push("\n  help: name it: `#[contributes(")
        .push(this.ty)
        .push(", name = \"…\")]`");
    push_page(text, "PL0011")
}

pub(crate) const fn same_name(
    wiring: &Wiring,
    offer: usize,
    earlier: usize,
    edge: usize,
) -> Message {
    let (this, other) = (wiring.offer(offer), wiring.offer(earlier));
    let text = Message::new()
        .push("[PL0009] two contributions of ")
        .push_code(this.ty)
        .push(" have the name \"")
        .push(this.name)
        .push("\", and they are asked for by name\n  first: ");
    let text = push_step(text, wiring, other.node).push("\n  again: ");
    let text = push_step(text, wiring, this.node).push("\n  asked: by ");
    let text = push_step(text, wiring, wiring.edge(edge).node);
    push_page(
        text.push("\n  help: give one of them another name"),
        "PL0009",
    )
}
