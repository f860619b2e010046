//! The rules of a graph. Each is called from a `const` whose tokens carry the span of the user's
//! own parameter or type, so the panic of the rule is an error there.

mod condition;

pub use condition::check_condition;

use super::{
    EdgeKind, NONE, OfferKind, Role, Wiring,
    analysis::AnalysisView,
    description::{Condition, same},
    explain,
    lives::{all_live_alike, captive, handle_fits},
    message::Message,
};
use crate::config::{FieldInfo, INSTANCES};

/// Fails the build if the dependency cannot be satisfied or closes a loop.
///
/// # Panics
/// During the build, with the text of PL0001, PL0003, PL0004, PL0005, PL0010, PL0013, PL0014,
/// PL0015 or PL0017.
#[track_caller]
pub const fn check_edge(wiring: &Wiring, analysis: &AnalysisView, edge: usize) {
    if analysis.sound {
        return;
    }
    let at = edge;
    if analysis.missing[at] && !reported_before(wiring, analysis, edge) {
        fail(&explain::missing(wiring, analysis, edge));
    }
    if analysis.ambiguous[at] != NONE && !reported_before(wiring, analysis, edge) {
        fail(&explain::ambiguous(wiring, analysis, edge));
    }
    if wiring.edge(edge).minimum > members(wiring, analysis, edge) {
        fail(&explain::too_few(wiring, analysis, edge));
    }
    if !handle_fits(wiring, analysis, edge) {
        fail(&explain::wrong_handle(wiring, analysis, edge));
    }
    if captive(wiring, analysis, edge) != NONE {
        fail(&explain::captive(wiring, analysis, edge));
    }
    let optional = needs_optional(wiring, analysis, edge);
    if optional != NONE {
        fail(&explain::needs_optional(wiring, analysis, edge, optional));
    }
    if analysis.loop_closes[at] {
        fail(&explain::service_loop(wiring, analysis, edge));
    }
    if analysis.module_loop_closes[at] {
        fail(&explain::module_loop(wiring, analysis, edge));
    }
}

/// Fails the build if an earlier provider offers the same type under the same name, or if a
/// member of a map has no name of its own, or if a decorator has nothing to wrap.
///
/// # Panics
/// During the build, with the text of PL0002, PL0009, PL0011 or PL0012.
#[track_caller]
pub const fn check_offer(wiring: &Wiring, analysis: &AnalysisView, offer: usize) {
    if matches!(wiring.offer(offer).kind, OfferKind::Decoration) {
        if !wraps_something(analysis, wiring, offer) {
            fail(&explain::nothing_to_wrap(wiring, offer));
        }
        return;
    }
    if let Some(edge) = map_of(wiring, analysis, offer) {
        if wiring.offer(offer).name.is_empty() {
            fail(&explain::nameless(wiring, offer, edge));
        }
        if let Some(earlier) = namesake(wiring, offer) {
            fail(&explain::same_name(wiring, offer, earlier, edge));
        }
        return;
    }
    if let Some(earlier) = twin(wiring, offer) {
        fail(&explain::duplicate(wiring, offer, earlier));
    }
}

/// Fails the build if threads cannot share a service, and no service that it holds is to blame.
///
/// # Panics
/// During the build, with the text of PL0016.
#[track_caller]
pub const fn check_shared(wiring: &Wiring, analysis: &AnalysisView, node: usize) {
    if wiring.node(node).shared {
        return;
    }
    let (mut at, end) = wiring.candidates_of(node);
    while at < end {
        let offer = wiring.offer(wiring.candidates[at].offer);
        if analysis.active[at] && !(offer.shared && wiring.node(offer.node).shared) {
            return;
        }
        at += 1;
    }
    fail(&explain::unshared(
        wiring,
        analysis,
        node,
        wiring.node(node).ty,
    ));
}

/// The same for an interface; of several providers of one the first is where it is said.
///
/// # Panics
/// During the build, with the text of PL0016.
#[track_caller]
pub const fn check_shared_as(wiring: &Wiring, analysis: &AnalysisView, offer: usize) {
    let this = wiring.offer(offer);
    if this.shared {
        return;
    }
    let mut earlier = 0;
    while earlier < offer {
        let other = wiring.offer(earlier);
        if !other.shared && same(other.ty, this.ty) {
            return;
        }
        earlier += 1;
    }
    fail(&explain::unshared(wiring, analysis, this.node, this.ty));
}

/// Whether every dependency is satisfied, nothing is provided twice and there are no loops.
pub(crate) const fn sound(wiring: &Wiring, analysis: &AnalysisView) -> bool {
    let even = all_live_alike(wiring) && !any_optional(wiring);
    let mut edge = 0;
    while edge < wiring.edges.len() {
        if analysis.missing[edge]
            || analysis.ambiguous[edge] != NONE
            || analysis.loop_closes[edge]
            || analysis.module_loop_closes[edge]
        {
            return false;
        }
        let plain = even && matches!(wiring.edges[edge].kind, EdgeKind::One | EdgeKind::Optional);
        let troubled = !plain
            && (!handle_fits(wiring, analysis, edge)
                || captive(wiring, analysis, edge) != NONE
                || needs_optional(wiring, analysis, edge) != NONE
                || wiring.edge(edge).minimum > members(wiring, analysis, edge));
        if troubled {
            return false;
        }
        edge += 1;
    }
    let mut offer = 0;
    while offer < wiring.offers.len() {
        if wiring.offers[offer].rival_count != 0 && twin(wiring, offer).is_some() {
            return false;
        }
        offer += 1;
    }
    true
}

const fn any_optional(wiring: &Wiring) -> bool {
    let mut module = 0;
    while module < wiring.modules.len() {
        if wiring.modules[module].optional {
            return true;
        }
        module += 1;
    }
    false
}

/// What an edge needs of an optional module though its own is not; [`NONE`] if nothing. Sections
/// are read whatever becomes of their module, and what an application exposes is looked up later.
const fn needs_optional(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> usize {
    let asked = wiring.edge(edge);
    let who = wiring.node(asked.node);
    if wiring.modules[who.module].optional
        || asked.kind.does_without()
        || matches!(who.role, Role::Expose)
    {
        return NONE;
    }
    if !analysis.is_many(wiring, edge) {
        let target = analysis.target[edge];
        return if target != NONE && is_optional(wiring, target) {
            target
        } else {
            NONE
        };
    }
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        let target = wiring.offer(wiring.candidates[at].offer).node;
        if analysis.active[at] && is_optional(wiring, target) {
            return target;
        }
        at += 1;
    }
    NONE
}

const fn is_optional(wiring: &Wiring, node: usize) -> bool {
    wiring.module_of(node).optional && !is_section(wiring, node)
}

/// Fails the build if nothing is replaced by what the application puts into the place of others.
///
/// # Panics
/// During the build, with the text of PL0019.
#[track_caller]
pub const fn check_replaced(wiring: &Wiring, offer: usize) {
    let this = wiring.offer(offer);
    let mut at = this.rivals;
    while at < this.rivals + this.rival_count {
        if wiring.rivals[at].fits {
            return;
        }
        at += 1;
    }
    fail(&explain::nothing_to_replace(wiring, offer));
}

/// Fails the build if two sections claim one prefix. `sections` are nodes and their prefixes;
/// the check is for the one at `index`.
///
/// # Panics
/// During the build, with the text of PL0006.
#[track_caller]
pub const fn check_sections(wiring: &Wiring, sections: &[(usize, &str)], index: usize) {
    let (node, prefix) = sections[index];
    let mut earlier = 0;
    while earlier < index {
        if same(sections[earlier].1, prefix) {
            fail(&explain::same_prefix(
                wiring,
                node,
                sections[earlier].0,
                prefix,
            ));
        }
        earlier += 1;
    }
}

/// Fails the build if a section of several instances has a field in the place of its instances.
///
/// # Panics
/// During the build, with the text of PL0121.
#[track_caller]
pub const fn check_instances(fields: &[FieldInfo], section: &str) {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at].name, INSTANCES) {
            fail(&explain::field_of_instances(section));
        }
        at += 1;
    }
}

/// Whether a decorator has something to wrap.
const fn wraps_something(analysis: &AnalysisView, wiring: &Wiring, offer: usize) -> bool {
    let mut at = 0;
    while at < wiring.candidates.len() {
        if analysis.active[at] && wiring.candidates[at].offer == offer {
            return true;
        }
        at += 1;
    }
    false
}

/// How many members a set has.
const fn members(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> u32 {
    let edge = wiring.edge(edge);
    let mut count = 0;
    if edge.minimum == 0 {
        return count;
    }
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        let node = wiring.offer(wiring.candidates[at].offer).node;
        // One that may not be there does not count.
        let there = wiring.node(node).when.is_none() && !wiring.module_of(node).optional;
        if analysis.active[at] && there {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The first dependency that asks for a map in which a contribution is a member.
const fn map_of(wiring: &Wiring, analysis: &AnalysisView, offer: usize) -> Option<usize> {
    if !matches!(wiring.offer(offer).kind, OfferKind::Contribution) {
        return None;
    }
    let mut number = 0;
    while number < wiring.edges.len() {
        let edge = &wiring.edges[number];
        if matches!(edge.kind, EdgeKind::AllNamed) {
            let mut at = edge.candidates;
            while at < edge.candidates + edge.candidate_count {
                if analysis.active[at] && wiring.candidates[at].offer == offer {
                    return Some(number);
                }
                at += 1;
            }
        }
        number += 1;
    }
    None
}

/// The first earlier contribution of the same type and name.
const fn namesake(wiring: &Wiring, offer: usize) -> Option<usize> {
    let this = wiring.offer(offer);
    let mut at = this.rivals;
    while at < this.rivals + this.rival_count {
        let rival = wiring.rivals[at];
        let other = wiring.offer(rival.offer);
        let together =
            Condition::is_same(wiring.node(other.node).when, wiring.node(this.node).when);
        if rival.fits && together && same(other.name, this.name) {
            return Some(rival.offer);
        }
        at += 1;
    }
    None
}

/// A type that is missing or ambiguous is reported where it is asked for first.
const fn reported_before(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> bool {
    let this = wiring.edge(edge);
    let earlier = this.same_as;
    if earlier == NONE {
        return false;
    }
    if same(this.name, wiring.edge(earlier).name) {
        return analysis.missing[earlier] || analysis.ambiguous[earlier] != NONE;
    }
    // Under another name it is the same mistake only if there is none at all.
    analysis.missing[earlier] && !any_fits(wiring, edge)
}

/// Whether anything of the type is there, under whatever name.
const fn any_fits(wiring: &Wiring, edge: usize) -> bool {
    let edge = wiring.edge(edge);
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        if wiring.candidates[at].fits {
            return true;
        }
        at += 1;
    }
    false
}

/// The first earlier offer with the same type, name and priority, for a provider's own type.
const fn twin(wiring: &Wiring, offer: usize) -> Option<usize> {
    let this = wiring.offer(offer);
    // A section that is claimed twice is a matter of its prefix.
    if !matches!(this.kind, OfferKind::Own) || is_section(wiring, this.node) {
        return None;
    }
    let mut at = this.rivals;
    while at < this.rivals + this.rival_count {
        let rival = wiring.rivals[at];
        let other = wiring.offer(rival.offer);
        if rival.fits
            && matches!(other.kind, OfferKind::Own)
            && other.priority == this.priority
            && Condition::is_same(wiring.node(other.node).when, wiring.node(this.node).when)
            && same(other.name, this.name)
            && !is_section(wiring, other.node)
        {
            return Some(rival.offer);
        }
        at += 1;
    }
    None
}

const fn is_section(wiring: &Wiring, node: usize) -> bool {
    matches!(wiring.node(node).role, Role::Config)
}

#[track_caller]
#[expect(
    clippy::panic,
    reason = "a panic in const evaluation is how the build reports"
)]
const fn fail(message: &Message) -> ! {
    panic!("{}", message.as_str())
}
