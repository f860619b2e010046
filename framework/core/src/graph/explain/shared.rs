//! What threads cannot share.

use super::super::{Wiring, analysis::AnalysisView, message::Message};
use super::words::{push_chain_to, push_page, starts_with};

/// A service of the type `ty`, made by `node`, is not shared.
pub(crate) const fn unshared(
    wiring: &Wiring,
    analysis: &AnalysisView,
    node: usize,
    ty: &str,
) -> Message {
    let text = Message::new().push("[PL0016] ").push_code(ty);
    let text = text.push(" is shared between threads, but is not `Send + Sync`");
    let text = push_chain_to(text, wiring, analysis, node);
    let text = if starts_with(ty, "dyn ") {
        let (_, name) = ty.split_at(4);
        text.push("\n  help: let the trait say so: `trait ")
            .push(name)
            .push(": Send + Sync`")
    } else {
        text.push("\n  help: replace what one thread alone may use: `Rc` by `Arc`, `Cell` by an atomic, `RefCell` by `Mutex`, `Box<dyn Trait>` by `Box<dyn Trait + Send + Sync>`")
    };
    push_page(text, "PL0016")
}
