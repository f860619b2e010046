//! What is missing, and what is there more than once.

use super::super::{
    Edge, EdgeKind, NONE, OfferKind, Wiring, analysis::AnalysisView, choose::ties,
    description::same, message::Message,
};
use super::words::{
    ends_with, last_name, push_asked, push_chain, push_node, push_page, starts_with,
};

pub(crate) const fn missing(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let mut text = Message::new().push("[PL0001] ");
    text = push_node(text, wiring, asked.node).push(" needs ");
    text = push_asked(text, wiring, edge)
        .push(", which nothing in ")
        .push_code(wiring.app)
        .push(" provides");
    text = push_chain(text, wiring, analysis, edge);
    text = push_other_askers(text, wiring, analysis, edge);
    let (text, near) = push_near(text, wiring, edge);
    let text = if near {
        text
    } else if asked.similar.is_empty() {
        push_module_help(text, wiring, asked)
    } else {
        text.push("\n  help: did you mean ")
            .push_code(asked.similar)
            .push(", which is provided? otherwise list the module that provides ")
            .push_code(asked.ty)
    };
    push_page(text, "PL0001")
}

/// Who else is left without what is missing or ambiguous: it is one mistake.
const fn push_other_askers(
    mut text: Message,
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
) -> Message {
    let mut at = edge + 1;
    while at < wiring.edges.len() {
        let affected = analysis.missing[at] || analysis.ambiguous[at] != NONE;
        if wiring.edges[at].same_as == edge && affected {
            text = text.push("\n  asked: also by ");
            text = push_node(text, wiring, wiring.edges[at].node)
                .push(" (")
                .push_place(wiring.edges[at].place)
                .push(")");
        }
        at += 1;
    }
    text
}

/// Says why candidates that come close do not fit, and what to do about the last of them.
const fn push_near(mut text: Message, wiring: &Wiring, edge: usize) -> (Message, bool) {
    let asked = wiring.edge(edge);
    let mut at = asked.candidates;
    let mut nearest = NONE;
    while at < asked.candidates + asked.candidate_count {
        let candidate = wiring.candidates[at];
        let offer = wiring.offer(candidate.offer);
        if candidate.fits || same(last_name(offer.ty), last_name(asked.ty)) {
            text = push_node(text.push("\n  near: "), wiring, offer.node);
            let node = wiring.node(offer.node);
            text = match offer.kind {
                _ if !candidate.fits && same(node.name, offer.ty) => text
                    .push(" of ")
                    .push_code(wiring.module_of(offer.node).name)
                    .push(" is another type of that name"),
                _ if !candidate.fits => text
                    .push(" provides ")
                    .push_code(offer.ty)
                    .push(", which is another type"),
                OfferKind::Contribution => text.push(" contributes it to a set"),
                _ if offer.name.is_empty() => text.push(" provides it without a name"),
                _ => text
                    .push(" provides it under the name \"")
                    .push(offer.name)
                    .push("\""),
            };
            text = text
                .push(" (")
                .push_place(wiring.node(offer.node).place)
                .push(")");
            // What fits but for its name or its set is nearer than a namesake.
            if nearest == NONE || candidate.fits || !wiring.candidates[nearest].fits {
                nearest = at;
            }
        }
        at += 1;
    }
    if nearest == NONE {
        let (text, unlisted) = push_unlisted(text, wiring, edge);
        return if unlisted {
            (text, true)
        } else {
            push_implementers(text, wiring, asked)
        };
    }
    let text = push_near_help(text.push("\n  help: "), wiring, edge, nearest);
    (text, true)
}

/// Names what the application would have if it listed it.
const fn push_unlisted(mut text: Message, wiring: &Wiring, edge: usize) -> (Message, bool) {
    let mut first = NONE;
    let mut at = 0;
    while at < wiring.hints.len() {
        if wiring.hints[at].edge == edge {
            text = text.push("\n  near: ").push(wiring.hints[at].near);
            if first == NONE {
                first = at;
            }
        }
        at += 1;
    }
    if first == NONE {
        return (text, false);
    }
    let help = wiring.hints[first].help;
    (text.push("\n  help: ").push(help), true)
}

/// Names what implements the interface that is asked for, and is not provided as it.
const fn push_implementers(mut text: Message, wiring: &Wiring, asked: &Edge) -> (Message, bool) {
    let mut first = NONE;
    let mut several = false;
    let mut at = 0;
    while at < asked.near.len() {
        if asked.near[at].fits {
            let node = wiring.offer(asked.near[at].offer).node;
            text = push_node(text.push("\n  near: "), wiring, node)
                .push(" implements it and is provided as itself (")
                .push_place(wiring.node(node).place)
                .push(")");
            several = first != NONE;
            if first == NONE {
                first = node;
            }
        }
        at += 1;
    }
    if first == NONE {
        return (text, false);
    }
    let text = text
        .push("\n  help: add `as = ")
        .push(asked.ty)
        .push("` to the `#[provides]` of ");
    if several {
        (text.push("the one that is meant"), true)
    } else {
        (push_node(text, wiring, first), true)
    }
}

const fn push_near_help(text: Message, wiring: &Wiring, edge: usize, nearest: usize) -> Message {
    let asked = wiring.edge(edge);
    let candidate = wiring.candidates[nearest];
    let offer = wiring.offer(candidate.offer);
    match offer.kind {
        _ if !candidate.fits => text.push("ask for the type that is provided, or provide this one"),
        OfferKind::Contribution => text
            .push("ask for the set: `All<")
            .push(asked.ty)
            .push(">`"),
        _ if offer.name.is_empty() => text
            .push("remove `#[named(\"")
            .push(asked.name)
            .push("\")]`, or provide it with `name = \"")
            .push(asked.name)
            .push("\"`"),
        _ => text
            .push("ask for it by that name: `#[named(\"")
            .push(offer.name)
            .push("\")]`"),
    }
}

const fn push_module_help(text: Message, wiring: &Wiring, asked: &Edge) -> Message {
    let ty = asked.ty;
    let scope = match asked.kind {
        EdgeKind::PerTenant => "scope = tenant",
        EdgeKind::PerRequest => "scope = request",
        _ => "",
    };
    let text = text
        .push("\n  help: list the module that provides it in `#[app(modules = […])]` of ")
        .push_code(wiring.app)
        .push("; if there is none, ");
    if starts_with(ty, "dyn ") {
        text.push("add `as = ")
            .push(ty)
            .push("` to the `#[provides]` of a type that implements it, and list that in `components = […]` of a module")
    } else if ends_with(ty, "Config") {
        text.push("declare it with `#[config]` and name it in a module: `#[module(config = ")
            .push(ty)
            .push(")]`")
    } else {
        let text = text.push("add `#[provides");
        let text = if scope.is_empty() {
            text
        } else {
            text.push("(").push(scope).push(")")
        };
        text.push("]` to ")
            .push_code(ty)
            .push(" and list it in `components = […]` of a module")
    }
}

pub(crate) const fn ambiguous(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let text = Message::new().push("[PL0004] ");
    let mut text = push_node(text, wiring, asked.node).push(" asks for ");
    text = push_asked(text, wiring, edge).push(", and more than one provider fits equally well");
    text = push_chain(text, wiring, analysis, edge);
    text = push_other_askers(text, wiring, analysis, edge);
    let mut named = "";
    let mut of_instances = false;
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        if ties(wiring, asked, at, analysis.ambiguous[edge]) {
            let offer = wiring.offer(wiring.candidates[at].offer);
            text = push_node(text.push("\n  fits: "), wiring, offer.node);
            of_instances |= !wiring.module_of(offer.node).instance.is_empty();
            if !offer.name.is_empty() {
                text = text.push(" named \"").push(offer.name).push("\"");
                if named.is_empty() {
                    named = offer.name;
                }
            }
            text = text
                .push(" (")
                .push_place(wiring.node(offer.node).place)
                .push(")");
        }
        at += 1;
    }
    let text = if named.is_empty() || !asked.name.is_empty() {
        text.push("\n  help: give the one that is meant a higher priority: `priority = 1` in its `#[provides(…)]`")
    } else {
        text.push("\n  help: ask for one of them by its name, such as `#[named(\"")
            .push(named)
            .push(if of_instances {
                "\")]`"
            } else {
                "\")]`, or give one a higher `priority = 1`"
            })
    };
    push_page(text, "PL0004")
}
