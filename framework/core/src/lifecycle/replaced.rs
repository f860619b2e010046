//! What is put into the place of providers, and what need not run because of it.

use std::any::Any;

use super::Machine;
use crate::graph::{AnalysisView, EdgeKind, NONE, OfferKind, Role, Wiring};

/// What stands in the place of providers: an `Arc` of the type that is replaced.
pub(crate) type Replacement = Box<dyn Any + Send + Sync>;

/// What was replaced in an application.
#[derive(Default)]
pub(super) struct Replaced {
    /// Offers, and what is in their slots.
    offers: Vec<(usize, Replacement)>,
    /// Nodes whose condition does not hold.
    left_out: Vec<usize>,
    /// Per node: whether it does not run; empty if all do.
    skipped: Vec<bool>,
}

impl Replaced {
    pub(super) fn skips(&self, node: usize) -> bool {
        self.skipped.get(node).copied().unwrap_or(false)
    }
}

impl<S> Machine<S> {
    /// Puts a value into the place of every provider of its type, whatever their names.
    pub(crate) fn replace(&mut self, make: impl Fn() -> Replacement) {
        let replace = self.table.replace;
        for offer in 0..self.wiring.offers.len() {
            let with = make();
            if replace(&mut self.slots, offer, &*with) {
                self.replaced.offers.push((offer, with));
            }
        }
        self.skip();
    }

    /// The offers that were replaced.
    pub(crate) fn replaced_offers(&self) -> Vec<usize> {
        let offers = self.replaced.offers.iter();
        offers.map(|(offer, _)| *offer).collect()
    }

    /// Leaves out the nodes whose condition does not hold, and what is needed only for them.
    pub(crate) fn leave_out_nodes(&mut self, nodes: Vec<usize>) {
        self.replaced.left_out = nodes;
        self.skip();
    }

    fn skip(&mut self) {
        let gone = gone(self.wiring, &self.replaced.left_out, self.replaced_offers());
        if !gone.is_empty() {
            self.replaced.skipped = skipped(self.wiring, &self.analysis, &gone);
        }
    }

    /// A provider that runs for another of its types has filled the slot anew: puts back what
    /// replaces it there.
    pub(super) fn replace_again(&mut self, node: usize) {
        let replace = self.table.replace;
        for (offer, with) in &self.replaced.offers {
            if self.wiring.offer(*offer).node == node {
                replace(&mut self.slots, *offer, &**with);
            }
        }
    }
}

/// The offers that nobody gets: of nodes that are left out, those that were replaced, and those
/// that the application itself puts something else in the place of.
pub(super) fn gone(wiring: &Wiring, left_out: &[usize], mut gone: Vec<usize>) -> Vec<usize> {
    for (number, offer) in wiring.offers.iter().enumerate() {
        if left_out.contains(&offer.node) {
            gone.push(number);
        }
        if offer.replaces {
            let rivals = &wiring.rivals[offer.rivals..offer.rivals + offer.rival_count];
            gone.extend(
                rivals
                    .iter()
                    .filter(|rival| rival.fits)
                    .map(|rival| rival.offer),
            );
        }
    }
    gone
}

/// Per node, whether it does not run: it provides what was replaced, or is needed, directly or by
/// others, only by what does; and nothing that runs asks for it.
pub(super) fn skipped(
    wiring: &'static Wiring,
    analysis: &AnalysisView,
    replaced: &[usize],
) -> Vec<bool> {
    let count = wiring.nodes.len();
    // In question: what provides something that was replaced, and all that is needed for it.
    let mut question = vec![false; count];
    let mut waiting: Vec<usize> = replaced
        .iter()
        .map(|offer| wiring.offer(*offer).node)
        .collect();
    while let Some(node) = waiting.pop() {
        let is_root = matches!(wiring.node(node).role, Role::Config);
        if !question[node] && !is_root {
            question[node] = true;
            waiting.extend(needs(wiring, analysis, node, &[]));
        }
    }
    // Of these, what something asks for that is not in question runs all the same.
    let mut runs: Vec<bool> = question.iter().map(|question| !question).collect();
    let mut waiting: Vec<usize> = (0..count).filter(|node| runs[*node]).collect();
    while let Some(node) = waiting.pop() {
        for target in needs(wiring, analysis, node, replaced) {
            if !runs[target] {
                runs[target] = true;
                waiting.push(target);
            }
        }
    }
    runs.into_iter().map(|runs| !runs).collect()
}

/// The nodes that a node gets something from, but for the offers that were replaced.
fn needs(
    wiring: &'static Wiring,
    analysis: &AnalysisView,
    node: usize,
    replaced: &[usize],
) -> Vec<usize> {
    let described = wiring.node(node);
    let mut found = Vec::new();
    for number in described.edges..described.edges + described.edge_count {
        let edge = wiring.edge(number);
        // Decorators of what was replaced wrap nothing; telling them apart is not worth more.
        let candidates = edge.candidates..edge.candidates + edge.candidate_count;
        for candidate in candidates {
            let offer = wiring.candidates[candidate].offer;
            let used = if analysis.is_many(wiring, number) {
                analysis.active[candidate]
            } else {
                analysis.chosen[number] == candidate && analysis.target[number] != NONE
            };
            let given = matches!(
                wiring.offer(offer).kind,
                OfferKind::Own | OfferKind::Interface | OfferKind::Contribution
            ) || matches!(edge.kind, EdgeKind::Decorators);
            if used && given && !replaced.contains(&offer) {
                found.push(wiring.offer(offer).node);
            }
        }
    }
    found
}
