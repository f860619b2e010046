//! The texts of wiring mistakes: a headline, the chain that led there, one thing to do.

use super::{
    EdgeKind, NONE, OfferKind, Role, Wiring, analysis::AnalysisView, choose::ties,
    description::same, message::Message, route::Route,
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
        push_module_help(text, wiring, asked.ty)
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
        return (text, false);
    }
    let text = push_near_help(text.push("\n  help: "), wiring, edge, nearest);
    (text, true)
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

const fn push_module_help(text: Message, wiring: &Wiring, ty: &str) -> Message {
    let text = text
        .push("\n  help: list the module that provides it in `#[app(modules = […])]` of ")
        .push_code(wiring.app)
        .push("; if there is none, ");
    if starts_with(ty, "dyn ") {
        text.push("add `as = ")
            .push(ty)
            .push("` to the `#[provides]` of a type that implements it")
    } else if ends_with(ty, "Config") {
        text.push("declare it with `#[config]` and name it in a module: `#[module(config = ")
            .push(ty)
            .push(")]`")
    } else {
        text.push("add `#[provides]` to ")
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
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        if ties(wiring, asked, at, analysis.ambiguous[edge]) {
            let offer = wiring.offer(wiring.candidates[at].offer);
            text = push_node(text.push("\n  fits: "), wiring, offer.node);
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
            .push("\")]`, or give one a higher `priority = 1`")
    };
    push_page(text, "PL0004")
}

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

pub(crate) const fn duplicate(wiring: &Wiring, offer: usize, earlier: usize) -> Message {
    let (this, other) = (wiring.offer(offer), wiring.offer(earlier));
    let (place, first) = (wiring.node(this.node).place, wiring.node(other.node).place);
    let text = Message::new().push("[PL0002] ");
    if place.line == first.line && place.column == first.column && same(place.file, first.file) {
        let (ours, theirs) = (
            wiring.module_of(this.node).name,
            wiring.module_of(other.node).name,
        );
        let text = text
            .push("component ")
            .push_code(this.ty)
            .push(" is listed by both ")
            .push_code(theirs)
            .push(" and ")
            .push_code(ours)
            .push(
                "\n  help: list it in one of them, and that module in `imports = […]` of the other",
            );
        return push_page(text, "PL0002");
    }
    let text = text
        .push_code(this.ty)
        .push(" is provided twice in ")
        .push_code(wiring.app);
    let text = push_step(text.push("\n  first: "), wiring, other.node);
    let text = push_step(text.push("\n  again: "), wiring, this.node);
    push_page(
        text.push(
            "\n  help: remove one of them, or tell them apart with `#[provides(name = \"…\")]`",
        ),
        "PL0002",
    )
}

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
    text = text.push(
        "\n  help: remove one of these dependencies; what both sides need can move into a service of its own",
    );
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

pub(crate) const fn same_prefix(
    wiring: &Wiring,
    node: usize,
    earlier: usize,
    prefix: &str,
) -> Message {
    let (ty, earlier_ty) = (wiring.node(node).ty, wiring.node(earlier).ty);
    let text = Message::new().push("[PL0006] ");
    if same(last_name(ty), last_name(earlier_ty)) {
        let text = text
            .push("configuration ")
            .push_code(ty)
            .push(" is claimed by both ")
            .push_code(wiring.module_of(earlier).name)
            .push(" and ")
            .push_code(wiring.module_of(node).name)
            .push("\n  help: remove it from `config = …` of one of them; both can ask for `Arc<")
            .push(ty)
            .push(">`");
        return push_page(text, "PL0006");
    }
    let text = text
        .push_code(ty)
        .push(" and ")
        .push_code(earlier_ty)
        .push(" both claim the configuration prefix \"")
        .push(prefix)
        .push("\"");
    let text = push_place_of(text.push("\n  first: "), wiring, earlier);
    let text = push_place_of(text.push("\n  again: "), wiring, node);
    push_page(
        text.push("\n  help: give one of them another `#[config(prefix = \"…\")]`"),
        "PL0006",
    )
}

/// `OrdersConfig of OrdersModule (file:line)`.
const fn push_place_of(text: Message, wiring: &Wiring, section: usize) -> Message {
    let described = wiring.node(section);
    text.push_code(described.ty)
        .push(" of ")
        .push_code(wiring.module_of(section).name)
        .push(" (")
        .push_place(described.place)
        .push(")")
}

/// `Storefront -> OrdersModule -> OrdersApi -> OrderService`: how the application comes to ask
/// what an edge asks. Hooks and contributions are what it needs by itself.
const fn push_chain(
    text: Message,
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
) -> Message {
    let asked = wiring.edge(edge);
    let mut text = text.push("\n  chain: ").push(wiring.app);
    let route = Route::from_roots(wiring, analysis, asked.node);
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
    text = text.push(" -> ").push(asked.ty);
    if asked.name.is_empty() {
        return text;
    }
    text.push(" named \"").push(asked.name).push("\"")
}

/// The node that an edge leads to; of a set the member `wanted`, or its first one on a loop.
const fn target_of(wiring: &Wiring, analysis: &AnalysisView, edge: usize, wanted: usize) -> usize {
    let index = edge;
    let edge = wiring.edge(edge);
    if !edge.kind.is_set() {
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
    let text = match edge.kind {
        EdgeKind::All => text.push("`All<").push(edge.ty).push(">`"),
        EdgeKind::AllNamed => text.push("`AllNamed<").push(edge.ty).push(">`"),
        EdgeKind::One | EdgeKind::Optional | EdgeKind::Decorators => text.push_code(edge.ty),
    };
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
    if same(described.name, described.ty) || matches!(described.role, Role::Expose) {
        return text.push(described.name);
    }
    text.push(wiring.module_of(node).name)
        .push("::")
        .push(described.name)
}

const fn push_step(text: Message, wiring: &Wiring, node: usize) -> Message {
    push_node(text, wiring, node)
        .push(" (")
        .push_place(wiring.node(node).place)
        .push(")")
}

const fn push_page(text: Message, code: &str) -> Message {
    text.push("\n  docs: https://purlin.rs/errors/")
        .push(code)
        .push(".html")
}

/// `Repo` of `dyn db::Repo<Row>`: what a type is called, for comparing.
const fn last_name(ty: &str) -> &str {
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

const fn ends_with(text: &str, suffix: &str) -> bool {
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
