//! The rules of a graph. Each is called from a `const` whose tokens carry the span of the user's
//! own parameter or type, so the panic of the rule is an error there.

use super::{
    EdgeKind, NONE, OfferKind, Role, Wiring, analysis::AnalysisView, description::same, explain,
    message::Message,
};

/// Fails the build if the dependency cannot be satisfied or closes a loop.
///
/// # Panics
/// During the build, with the text of PL0001, PL0003, PL0004, PL0005 or PL0010.
#[track_caller]
pub const fn check_edge(wiring: &Wiring, analysis: &AnalysisView, edge: usize) {
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

/// Whether every dependency is satisfied, nothing is provided twice and there are no loops.
#[must_use]
pub const fn sound(wiring: &Wiring, analysis: &AnalysisView) -> bool {
    let mut edge = 0;
    while edge < wiring.edges.len() {
        let troubled = analysis.missing[edge]
            || analysis.ambiguous[edge] != NONE
            || analysis.loop_closes[edge]
            || analysis.module_loop_closes[edge];
        if troubled {
            return false;
        }
        edge += 1;
    }
    let mut offer = 0;
    while offer < wiring.offers.len() {
        if twin(wiring, offer).is_some() {
            return false;
        }
        offer += 1;
    }
    true
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
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        if analysis.active[at] {
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
        if rival.fits && same(wiring.offer(rival.offer).name, this.name) {
            return Some(rival.offer);
        }
        at += 1;
    }
    None
}

/// A type that is missing or ambiguous is reported where it is asked for first.
const fn reported_before(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> bool {
    let earlier = wiring.edge(edge).same_as;
    earlier != NONE && (analysis.missing[earlier] || analysis.ambiguous[earlier] != NONE)
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
