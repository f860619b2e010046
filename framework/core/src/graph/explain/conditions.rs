//! What may not be there, and what stands in the place of others.

use super::super::{
    NONE, Wiring, analysis::AnalysisView, description::Condition, message::Message,
};
use super::words::{push_chain, push_node, push_page, push_step};

/// Something that must be there asks for something of an optional module.
pub(crate) const fn needs_optional(
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
    target: usize,
) -> Message {
    let asked = wiring.edge(edge);
    let module = wiring.module_of(target);
    let text = push_node(Message::new().push("[PL0017] "), wiring, asked.node)
        .push(" needs ")
        .push_code(asked.ty)
        .push(" of ")
        .push_code(module.name)
        .push(", which is optional");
    let text = push_chain(text, wiring, analysis, edge);
    let text = push_step(text.push("\n  asked: "), wiring, target);
    let decorates = matches!(asked.kind, super::super::EdgeKind::Decorators);
    let text = if decorates {
        text.push("\n  help: move the decorator to a module that is not optional, or remove `optional` before ")
            .push_code(module.name)
    } else {
        text.push("\n  help: ask for `Option<Arc<")
            .push(asked.ty)
            .push(">>`, or remove `optional` before ")
            .push_code(module.name)
    };
    push_page(text, "PL0017")
}

/// A condition is about a setting that there is not.
pub(crate) const fn no_setting(
    wiring: &Wiring,
    node: usize,
    when: &Condition,
    near: (&str, &str),
) -> Message {
    let text = push_node(Message::new().push("[PL0018] "), wiring, node)
        .push(" is there when ")
        .push_code(when.path)
        .push(" is \"")
        .push(when.value)
        .push("\", but no section that ")
        .push_code(wiring.app)
        .push(" reads has that setting");
    let text = if near.0.is_empty() {
        text.push(
            "\n  help: name the section in a module: `#[module(config = …)]`, or correct the path",
        )
    } else if near.1.is_empty() {
        text.push("\n  help: name a setting of the section \"")
            .push(near.0)
            .push("\", such as \"")
            .push(near.0)
            .push(".backend\"")
    } else {
        text.push("\n  help: did you mean \"")
            .push(near.0)
            .push(".")
            .push(near.1)
            .push("\"?")
    };
    push_page(text, "PL0018")
}

/// A condition is about a setting that a reload may change.
pub(crate) const fn changes(wiring: &Wiring, node: usize, when: &Condition) -> Message {
    let text = push_node(Message::new().push("[PL0018] "), wiring, node)
        .push(" is there when ")
        .push_code(when.path)
        .push(" is \"")
        .push(when.value)
        .push("\", but a reload may change that setting")
        .push("\n  help: remove `dynamic` from the field: what is there is decided at start");
    push_page(text, "PL0018")
}

/// A condition is about a part of a list or of a table.
pub(crate) const fn part_of_a_list(wiring: &Wiring, node: usize, when: &Condition) -> Message {
    let text = push_node(Message::new().push("[PL0018] "), wiring, node)
        .push(" is there when ")
        .push_code(when.path)
        .push(" is \"")
        .push(when.value)
        .push("\", but that is no single value")
        .push("\n  help: name a setting that holds one value");
    push_page(text, "PL0018")
}

/// An application replaces what nothing provides.
pub(crate) const fn nothing_to_replace(wiring: &Wiring, offer: usize) -> Message {
    let this = wiring.offer(offer);
    let text = Message::new()
        .push("[PL0019] nothing in ")
        .push_code(wiring.app)
        .push(" provides ")
        .push_code(this.ty)
        .push(", so nothing is replaced");
    let mut at = this.rivals;
    let mut nearest = NONE;
    while at < this.rivals + this.rival_count {
        nearest = wiring.offer(wiring.rivals[at].offer).node;
        at += 1;
    }
    let text = if nearest == NONE {
        text
    } else {
        push_node(text.push("\n  near: "), wiring, nearest)
            .push(" provides another type of that name (")
            .push_place(wiring.node(nearest).place)
            .push(")")
    };
    push_page(
        text.push(
            "\n  help: list the module that provides it in `modules`, or remove the replacement",
        ),
        "PL0019",
    )
}
