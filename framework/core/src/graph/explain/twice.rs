//! What is declared twice.

use super::super::{Wiring, description::same, message::Message};
use super::words::{last_name, push_page, push_step};

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

pub(crate) const fn field_of_instances(section: &str) -> Message {
    let text = Message::new()
        .push("[PL0121] ")
        .push_code(section)
        .push(" has a field `instances`, where the sections of its module's instances are")
        .push("\n  help: give the field another name");
    push_page(text, "PL0121")
}
