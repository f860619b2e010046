//! What would be held too long, and handles that do not fit.

use super::super::{
    EdgeKind, Role, Scope, Wiring,
    analysis::AnalysisView,
    lives::{captive_through, misfit},
    message::Message,
};
use super::words::{push_chain, push_node, push_page, push_step};

pub(crate) const fn captive(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let node = asked.node;
    let (target, held) = captive_through(wiring, analysis, edge);
    let life = analysis.holds[node];
    let text = push_node(Message::new().push("[PL0013] "), wiring, node);
    let text = if matches!(life, Scope::Instance) && !wiring.node(node).role.is_made() {
        text.push(" runs outside of requests and tenants")
    } else {
        push_span(text.push(" lives as long as "), life)
    };
    let text = text.push(" and must not hold ").push_code(asked.ty);
    let text = if held == target {
        text.push(", which lives as long as ")
    } else {
        push_node(text.push(", which holds "), wiring, held).push(", which lives as long as ")
    };
    let mut text = push_span(text, wiring.node(held).scope);
    text = push_chain(text, wiring, analysis, edge);
    text = text.push("\n  asks:  ");
    text = if wiring.node(node).role.is_made() {
        push_life(text, wiring, node, life)
    } else {
        push_step(text, wiring, node)
    };
    text = push_life(
        text.push("\n  asked: "),
        wiring,
        target,
        wiring.node(target).scope,
    );
    if held != target {
        text = push_life(
            text.push("\n  holds: "),
            wiring,
            held,
            wiring.node(held).scope,
        );
    }
    text = text.push("\n  help: ");
    text = match handle_of(wiring.node(held).scope) {
        None => push_node(text.push("give "), wiring, node)
            .push(" `scope = instance` as well, or take it away from ")
            .push_code(asked.ty),
        Some(handle) if matches!(wiring.node(node).role, Role::Expose) => text
            .push("remove it from `expose`, and look up `")
            .push(handle)
            .push("<")
            .push(asked.ty)
            .push(">`"),
        Some(handle) if held == target => text
            .push("ask for `")
            .push(handle)
            .push("<")
            .push(asked.ty)
            .push(">`, and get it where it is used"),
        Some(handle) => push_node(text.push("let "), wiring, target)
            .push(" ask for `")
            .push(handle)
            .push("<…>` instead, and get it where it is used"),
    };
    push_page(text, "PL0013")
}

/// Somebody asks by a handle that is for something else.
pub(crate) const fn wrong_handle(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let target = misfit(wiring, analysis, edge);
    let described = wiring.node(target);
    let factory = described.assisted || matches!(asked.kind, EdgeKind::Factory);
    let code = if factory { "PL0015" } else { "PL0014" };
    let text = Message::new().push("[").push(code).push("] ");
    let text = push_node(text, wiring, asked.node).push(" asks for ");
    let text = push_asked_by(text, asked.kind, asked.ty);
    let chosen_late = analysis.switch[edge] && matches!(asked.kind, EdgeKind::Lazy);
    let text = if chosen_late {
        text.push(", but the configuration decides which one it is")
    } else if described.assisted {
        text.push(", which needs arguments that are known only at run time")
    } else if factory {
        text.push(", but no argument of it is `#[assisted]`")
    } else {
        push_span(text.push(", but there is one for "), described.scope)
    };
    let mut text = push_chain(text, wiring, analysis, edge);
    text = push_node(text.push("\n  asked: "), wiring, target)
        .push(" (")
        .push_place(described.place)
        .push(")\n  help: ask for `");
    text = text
        .push(if described.assisted {
            "Factory"
        } else {
            match handle_of(described.scope) {
                // What is asked for directly may live as long.
                Some(handle) if analysis.holds[asked.node].outlives(described.scope) => handle,
                _ => "Arc",
            }
        })
        .push("<")
        .push(asked.ty)
        .push(">`");
    text = if described.assisted {
        text.push(", and make it where the arguments are known")
    } else {
        text
    };
    push_page(text, code)
}

const fn handle_of(scope: Scope) -> Option<&'static str> {
    match scope {
        Scope::Tenant => Some("PerTenant"),
        Scope::Request => Some("PerRequest"),
        Scope::Singleton | Scope::Instance | Scope::Transient => None,
    }
}

const fn push_asked_by(text: Message, kind: EdgeKind, ty: &str) -> Message {
    let handle = match kind {
        EdgeKind::Lazy => "Lazy",
        EdgeKind::PerTenant => "PerTenant",
        EdgeKind::PerRequest => "PerRequest",
        EdgeKind::Factory => "Factory",
        _ => return text.push_code(ty),
    };
    text.push("`").push(handle).push("<").push(ty).push(">`")
}

/// `the application`, `a tenant`: what lives so long.
const fn push_span(text: Message, scope: Scope) -> Message {
    text.push(match scope {
        Scope::Singleton => "the application",
        Scope::Instance => "an instance of its module",
        Scope::Tenant => "a tenant",
        Scope::Request => "a request",
        Scope::Transient => "each asker",
    })
}

/// `` `Cart` is request (file:line) ``
const fn push_life(text: Message, wiring: &Wiring, node: usize, scope: Scope) -> Message {
    push_node(text, wiring, node)
        .push(" is ")
        .push(scope.name())
        .push(" (")
        .push_place(wiring.node(node).place)
        .push(")")
}
