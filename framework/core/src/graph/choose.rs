//! Which candidate an edge gets: inside an instance of a module its own, then name, then priority,
//! then registration order of the modules.

use super::{
    Candidate, Condition, Edge, EdgeKind, NONE, Offer, OfferKind, Wiring, description::same,
};

/// What became of an edge.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Candidate of the table, or [`NONE`] for an optional dependency that is absent.
    Candidate(usize),
    /// A set: every candidate that fits.
    Set,
    /// What the configuration decides: every candidate that [`may_be`], the last of which is the one
    /// without a condition; [`NONE`] if all have one.
    Switch(usize),
    /// Nothing fits.
    Missing,
    /// Two candidates are equal in everything.
    Ambiguous(usize, usize),
}

pub(crate) const fn choose(wiring: &Wiring, edge: &Edge) -> Choice {
    if edge.kind.is_set() {
        return Choice::Set;
    }
    // Most edges have one candidate, which fits: the compiler interprets this.
    if edge.candidate_count == 1 && edge.name.is_empty() {
        let candidate = &wiring.candidates[edge.candidates];
        let offer = &wiring.offers[candidate.offer];
        if candidate.fits
            && matches!(offer.kind, OfferKind::Own | OfferKind::Interface)
            && wiring.nodes[offer.node].when.is_none()
        {
            return Choice::Candidate(edge.candidates);
        }
    }
    let replacement = replacement(wiring, edge);
    if replacement != NONE {
        return Choice::Candidate(replacement);
    }
    let own = wants_own(wiring, edge);
    let mut best = NONE;
    let mut tied = NONE;
    let mut switch = false;
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        let fits = eligible(wiring, edge, &wiring.candidates[at])
            && (!own || is_own(wiring, edge, &wiring.candidates[at]));
        if fits && condition_of(wiring, at).is_some() {
            switch = true;
            let (_, equal) = rivals_under_condition(wiring, edge, at);
            if equal != NONE {
                return Choice::Ambiguous(equal, at);
            }
        } else if fits {
            if best == NONE {
                best = at;
            } else {
                match compare(wiring, at, best) {
                    Order::Better => {
                        best = at;
                        tied = NONE;
                    }
                    Order::Equal => tied = at,
                    Order::Worse => {}
                }
            }
        }
        at += 1;
    }
    if switch && tied == NONE {
        return Choice::Switch(best);
    }
    if best == NONE {
        return if matches!(edge.kind, EdgeKind::Optional) {
            Choice::Candidate(NONE)
        } else {
            Choice::Missing
        };
    }
    // The same concrete type twice is reported where it is provided, not where it is asked; of
    // several instances of a module it is the asker who has to say which.
    let twice = matches!(offer_of(wiring, best).kind, OfferKind::Own)
        && (tied == NONE || module_of(wiring, tied) == module_of(wiring, best));
    if tied != NONE && !twice {
        return Choice::Ambiguous(best, tied);
    }
    Choice::Candidate(best)
}

/// The candidate that the application puts into the place of all others, whatever their names.
const fn replacement(wiring: &Wiring, edge: &Edge) -> usize {
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        let candidate = &wiring.candidates[at];
        if candidate.fits && wiring.offer(candidate.offer).replaces {
            return at;
        }
        at += 1;
    }
    NONE
}

const fn condition_of(wiring: &Wiring, candidate: usize) -> Option<Condition> {
    wiring.node(offer_of(wiring, candidate).node).when
}

/// Whether the configuration may choose a candidate of a [`Choice::Switch`]: nothing else that is
/// there under the same condition is better.
pub(crate) const fn may_be(wiring: &Wiring, edge: &Edge, candidate: usize) -> bool {
    let own = wants_own(wiring, edge);
    eligible(wiring, edge, &wiring.candidates[candidate])
        && (!own || is_own(wiring, edge, &wiring.candidates[candidate]))
        && condition_of(wiring, candidate).is_some()
        && !rivals_under_condition(wiring, edge, candidate).0
}

/// Of the candidates that are there under the same condition as this one: whether one is better,
/// and an earlier one that is as good, or [`NONE`].
const fn rivals_under_condition(wiring: &Wiring, edge: &Edge, candidate: usize) -> (bool, usize) {
    let own = wants_own(wiring, edge);
    let mut equal = NONE;
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        let rival = at != candidate
            && eligible(wiring, edge, &wiring.candidates[at])
            && (!own || is_own(wiring, edge, &wiring.candidates[at]))
            && Condition::is_same(condition_of(wiring, at), condition_of(wiring, candidate));
        if rival && at < candidate {
            match compare(wiring, candidate, at) {
                Order::Worse => return (true, NONE),
                Order::Equal => equal = at,
                Order::Better => {}
            }
        } else if rival && matches!(compare(wiring, at, candidate), Order::Better) {
            return (true, NONE);
        }
        at += 1;
    }
    (false, equal)
}

const fn eligible(wiring: &Wiring, edge: &Edge, candidate: &Candidate) -> bool {
    let offer = wiring.offer(candidate.offer);
    candidate.fits
        && matches!(offer.kind, OfferKind::Own | OfferKind::Interface)
        && (edge.name.is_empty() || same(edge.name, offer.name))
}

/// Whether an instance of a module asks for something that it provides itself.
const fn wants_own(wiring: &Wiring, edge: &Edge) -> bool {
    if wiring.module_of(edge.node).instance.is_empty() || !edge.name.is_empty() {
        return false;
    }
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        let candidate = &wiring.candidates[at];
        if eligible(wiring, edge, candidate) && is_own(wiring, edge, candidate) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether asker and candidate belong to one module.
const fn is_own(wiring: &Wiring, edge: &Edge, candidate: &Candidate) -> bool {
    let node = wiring.offer(candidate.offer).node;
    wiring.node(node).module == wiring.node(edge.node).module
}

const fn module_of(wiring: &Wiring, candidate: usize) -> usize {
    wiring.node(offer_of(wiring, candidate).node).module
}

/// Whether a candidate of an edge is as good as the one at `other`.
pub(crate) const fn ties(wiring: &Wiring, edge: &Edge, candidate: usize, other: usize) -> bool {
    eligible(wiring, edge, &wiring.candidates[candidate])
        && Condition::is_same(condition_of(wiring, candidate), condition_of(wiring, other))
        && matches!(compare(wiring, candidate, other), Order::Equal)
}

enum Order {
    Better,
    Equal,
    Worse,
}

/// Whether a lookup of the offer's type finds this offer: no other offer of the type beats it.
#[must_use]
pub const fn wins(wiring: &Wiring, offer: usize) -> bool {
    let mut later = 0;
    while later < wiring.offers.len() {
        let described = &wiring.offers[later];
        let mut at = described.rivals;
        while at < described.rivals + described.rival_count {
            let rival = &wiring.rivals[at];
            if rival.fits {
                let better = matches!(
                    compare_offers(wiring, described, wiring.offer(rival.offer)),
                    Order::Better
                );
                if (later == offer && !better) || (rival.offer == offer && better) {
                    return false;
                }
            }
            at += 1;
        }
        later += 1;
    }
    true
}

/// Whether the candidate `new` beats `best`, which is registered before it.
const fn compare(wiring: &Wiring, new: usize, best: usize) -> Order {
    compare_offers(wiring, offer_of(wiring, new), offer_of(wiring, best))
}

const fn compare_offers(wiring: &Wiring, new: &Offer, best: &Offer) -> Order {
    if new.priority != best.priority {
        return if new.priority > best.priority {
            Order::Better
        } else {
            Order::Worse
        };
    }
    if wiring.node(new.node).module != wiring.node(best.node).module {
        let (new_one, best_one) = (
            wiring.module_of(new.node).instance,
            wiring.module_of(best.node).instance,
        );
        // Which instance is meant cannot be guessed; what has no name is the default.
        return match (new_one.is_empty(), best_one.is_empty()) {
            (false, false) => Order::Equal,
            (true, false) => Order::Better,
            _ => Order::Worse,
        };
    }
    // In one module an unnamed provider is the default beside the named ones.
    match (new.name.is_empty(), best.name.is_empty()) {
        (true, false) => Order::Better,
        (false, true) => Order::Worse,
        _ => Order::Equal,
    }
}

const fn offer_of(wiring: &Wiring, candidate: usize) -> &Offer {
    wiring.offer(wiring.candidates[candidate].offer)
}
