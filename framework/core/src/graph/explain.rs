//! The texts of wiring mistakes: a headline, the chain that led there, one thing to do.

use super::{
    EdgeKind, NONE, OfferKind, Wiring, analysis::AnalysisView, description::same, message::Message,
    route::Route,
};

pub(crate) const fn missing(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let mut text = Message::new().push("[PL0001] ");
    text = push_node(text, wiring, asked.node).push(" needs ");
    text = push_asked(text, wiring, edge)
        .push(", which nothing in ")
        .push_code(wiring.app)
        .push(" provides");
    text = push_chain(text, wiring, analysis, asked.node)
        .push(" -> ")
        .push(asked.ty);
    let mut at = edge + 1;
    let mut first = true;
    while at < wiring.edges.len() {
        if wiring.edges[at].same_as == edge && analysis.missing[at] {
            text = text.push(if first { "\n  asked: also by " } else { ", " });
            text = push_node(text, wiring, wiring.edges[at].node)
                .push(" (")
                .push_place(wiring.edges[at].place)
                .push(")");
            first = false;
        }
        at += 1;
    }
    let (text, unfit) = push_unfit(text, wiring, edge);
    let text = if unfit {
        text
    } else if asked.similar.is_empty() {
        push_module_help(text, wiring, asked.ty)
    } else {
        text.push("\n  help: ")
            .push_code(asked.similar)
            .push(" is provided: did you mean that?")
    };
    push_page(text, "PL0001")
}

/// Says why candidates that come close do not fit: a name, or a contribution.
const fn push_unfit(mut text: Message, wiring: &Wiring, edge: usize) -> (Message, bool) {
    let asked = wiring.edge(edge);
    let mut at = asked.candidates;
    let mut help = "";
    let mut other = "";
    while at < asked.candidates + asked.candidate_count {
        let candidate = wiring.candidates[at];
        let offer = wiring.offer(candidate.offer);
        if candidate.fits {
            text = text.push("\n  near: ");
            text = push_node(text, wiring, offer.node);
            if matches!(offer.kind, OfferKind::Contribution) {
                text = text.push(" contributes it to a set");
                help = "ask for the set: `All<…>`";
            } else if offer.name.is_empty() {
                text = text.push(" provides it without a name");
                help = "remove `#[named(…)]`, or name the provider";
            } else {
                text = text
                    .push(" provides it under the name \"")
                    .push(offer.name)
                    .push("\"");
                help = "ask for it by that name: ";
                other = offer.name;
            }
            text = text
                .push(" (")
                .push_place(wiring.node(offer.node).place)
                .push(")");
        }
        at += 1;
    }
    if help.is_empty() {
        return (text, false);
    }
    text = text.push("\n  help: ").push(help);
    if !other.is_empty() {
        text = text.push("`#[named(\"").push(other).push("\")]`");
    }
    (text, true)
}

const fn push_module_help(text: Message, wiring: &Wiring, ty: &str) -> Message {
    let interface = starts_with(ty, "dyn ");
    let text = text
        .push("\n  help: list the module that provides it in `#[app(modules = […])]` of ")
        .push_code(wiring.app)
        .push(", or provide it with `#[provides");
    if interface {
        text.push("(as = ").push(ty).push(")]`")
    } else {
        text.push("]`")
    }
}

pub(crate) const fn ambiguous(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let asked = wiring.edge(edge);
    let text = Message::new().push("[PL0004] ");
    let mut text = push_node(text, wiring, asked.node).push(" asks for ");
    text = push_asked(text, wiring, edge).push(", and more than one provider fits equally well");
    text = push_chain(text, wiring, analysis, asked.node)
        .push(" -> ")
        .push(asked.ty);
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        let candidate = wiring.candidates[at];
        if candidate.fits {
            let offer = wiring.offer(candidate.offer);
            text = push_node(text.push("\n  fits: "), wiring, offer.node);
            text = text
                .push(" (")
                .push_place(wiring.node(offer.node).place)
                .push(")");
        }
        at += 1;
    }
    text = text.push(
        "\n  help: give one of them a higher `priority = N`, or a `name = \"…\"` and ask with `#[named(\"…\")]`",
    );
    push_page(text, "PL0004")
}

pub(crate) const fn duplicate(wiring: &Wiring, offer: usize, earlier: usize) -> Message {
    let (this, other) = (wiring.offer(offer), wiring.offer(earlier));
    let text = Message::new()
        .push("[PL0002] ")
        .push_code(this.ty)
        .push(" is provided twice in ")
        .push_code(wiring.app)
        .push("\n  first: ");
    let text = push_node(text, wiring, other.node)
        .push(" (")
        .push_place(wiring.node(other.node).place)
        .push(")\n  again: ");
    let text = push_node(text, wiring, this.node)
        .push(" (")
        .push_place(wiring.node(this.node).place)
        .push(")");
    push_page(
        text.push(
            "\n  help: remove one of them, or tell them apart with `#[provides(name = \"…\")]`",
        ),
        "PL0002",
    )
}

pub(crate) const fn service_loop(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> Message {
    let closing = wiring.edge(edge);
    let text = Message::new().push("[PL0003] ");
    let text = push_node(text, wiring, closing.node)
        .push(" needs ")
        .push_code(closing.ty)
        .push(", which needs ");
    let text = push_node(text, wiring, closing.node).push(" to be there first");
    let from = target_of(wiring, analysis, edge, closing.node);
    let route = Route::between(wiring, analysis, from, closing.node);
    let mut text = push_step(text.push("\n  loop: "), wiring, closing.node);
    let mut at = 0;
    while at < route.len() {
        text = push_step(text.push("\n     -> "), wiring, route.step(at));
        at += 1;
    }
    text = text.push(
        "\n  help: remove one of these dependencies; what both sides need can move into a service of its own",
    );
    push_page(text, "PL0003")
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

pub(crate) const fn same_prefix(
    wiring: &Wiring,
    node: usize,
    earlier: usize,
    prefix: &str,
) -> Message {
    let text = Message::new()
        .push("[PL0006] ")
        .push_code(wiring.node(node).ty)
        .push(" and ")
        .push_code(wiring.node(earlier).ty)
        .push(" both claim the configuration prefix \"")
        .push(prefix)
        .push("\"\n  first: ");
    let text = push_step(text, wiring, earlier);
    let text = push_step(text.push("\n  again: "), wiring, node);
    push_page(
        text.push("\n  help: give one of them another `#[config(prefix = \"…\")]`"),
        "PL0006",
    )
}

/// `Storefront -> OrdersModule -> OrdersApi -> OrderService`: how the application comes to need
/// a node. Hooks and contributions are what it needs by itself.
const fn push_chain(
    text: Message,
    wiring: &Wiring,
    analysis: &AnalysisView,
    culprit: usize,
) -> Message {
    let mut text = text.push("\n  chain: ").push(wiring.app);
    let route = Route::from_roots(wiring, analysis, culprit);
    // A component does not say whose it is; a method does.
    let first = wiring.node(route.step(0));
    if same(first.name, first.ty) {
        text = text.push(" -> ").push(wiring.module_of(route.step(0)).name);
    }
    let mut at = 0;
    while at < route.len() {
        text = push_plain(text.push(" -> "), wiring, route.step(at));
        at += 1;
    }
    text
}

/// The node that an edge leads to; of a set the member `wanted`, or its first one on a loop.
const fn target_of(wiring: &Wiring, analysis: &AnalysisView, edge: usize, wanted: usize) -> usize {
    let index = edge;
    let edge = wiring.edge(edge);
    if !matches!(edge.kind, EdgeKind::All) {
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
const fn push_asked(text: Message, wiring: &Wiring, edge: usize) -> Message {
    let edge = wiring.edge(edge);
    let text = text.push_code(edge.ty);
    if edge.name.is_empty() {
        text
    } else {
        text.push(" named \"").push(edge.name).push("\"")
    }
}

const fn push_node(text: Message, wiring: &Wiring, node: usize) -> Message {
    push_plain(text.push("`"), wiring, node).push("`")
}

/// `OrderService` for a component, `OrdersModule::mailer` for a method.
const fn push_plain(text: Message, wiring: &Wiring, node: usize) -> Message {
    let described = wiring.node(node);
    if same(described.name, described.ty) {
        return text.push(described.name);
    }
    text.push(wiring.module_of(node).name)
        .push("::")
        .push(described.name)
}

const fn push_step(text: Message, wiring: &Wiring, node: usize) -> Message {
    push_plain(text, wiring, node)
        .push(" (")
        .push_place(wiring.node(node).place)
        .push(")")
}

const fn push_page(text: Message, code: &str) -> Message {
    text.push("\n  docs: https://purlin.rs/errors/")
        .push(code)
        .push(".html")
}

const fn starts_with(text: &str, prefix: &str) -> bool {
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
