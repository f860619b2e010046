//! Which candidate an edge gets: name, then priority, then registration order of the modules.

use super::{Candidate, Edge, EdgeKind, NONE, Offer, OfferKind, Wiring, description::same};

/// What became of an edge.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Candidate of the table, or [`NONE`] for an optional dependency that is absent.
    Candidate(usize),
    /// A set: every candidate that fits.
    Set,
    /// Nothing fits.
    Missing,
    /// Two candidates are equal in everything.
    Ambiguous(usize, usize),
}

pub(crate) const fn choose(wiring: &Wiring, edge: &Edge) -> Choice {
    if edge.kind.is_set() {
        return Choice::Set;
    }
    let mut best = NONE;
    let mut tied = NONE;
    let mut at = edge.candidates;
    while at < edge.candidates + edge.candidate_count {
        if eligible(wiring, edge, &wiring.candidates[at]) {
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
    if best == NONE {
        return if matches!(edge.kind, EdgeKind::Optional) {
            Choice::Candidate(NONE)
        } else {
            Choice::Missing
        };
    }
    // The same concrete type twice is reported where it is provided, not where it is asked.
    let twice = matches!(offer_of(wiring, best).kind, OfferKind::Own);
    if tied != NONE && !twice {
        return Choice::Ambiguous(best, tied);
    }
    Choice::Candidate(best)
}

const fn eligible(wiring: &Wiring, edge: &Edge, candidate: &Candidate) -> bool {
    let offer = wiring.offer(candidate.offer);
    candidate.fits
        && matches!(offer.kind, OfferKind::Own | OfferKind::Interface)
        && (edge.name.is_empty() || same(edge.name, offer.name))
}

/// Whether a candidate of an edge is as good as the one at `other`.
pub(crate) const fn ties(wiring: &Wiring, edge: &Edge, candidate: usize, other: usize) -> bool {
    eligible(wiring, edge, &wiring.candidates[candidate])
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
        return Order::Worse;
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
