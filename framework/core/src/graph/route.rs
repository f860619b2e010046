//! Shortest ways through the graph, for the texts of mistakes. Breadth first and linear: the
//! compiler gives up on long evaluations.
#![expect(
    clippy::large_stack_arrays,
    reason = "evaluated by the compiler only, where there is no heap"
)]

use super::{NONE, OfferKind, Wiring, analysis::AnalysisView};

/// More nodes than this are not searched; the way is then just its end.
const ROOM: usize = 4096;

/// The nodes of a way, from its start to its end.
pub(crate) struct Route {
    /// Backwards: the end first.
    steps: [usize; ROOM],
    len: usize,
}

impl Route {
    /// The way from `start` to `end`, both included.
    pub(crate) const fn between(
        wiring: &Wiring,
        analysis: &AnalysisView,
        start: usize,
        end: usize,
    ) -> Self {
        let mut queue = [0usize; ROOM];
        queue[0] = start;
        Self::search(wiring, analysis, queue, 1, end)
    }

    /// The way to `end` from the nearest root: what the application needs by itself, that is
    /// hooks, health checks, tasks and contributions.
    pub(crate) const fn from_roots(wiring: &Wiring, analysis: &AnalysisView, end: usize) -> Self {
        let mut queue = [0usize; ROOM];
        let mut roots = 0;
        if wiring.nodes.len() <= ROOM {
            let mut contributes = [false; ROOM];
            let mut at = 0;
            while at < wiring.offers.len() {
                let offer = &wiring.offers[at];
                if matches!(offer.kind, OfferKind::Contribution) {
                    contributes[offer.node] = true;
                }
                at += 1;
            }
            let mut node = 0;
            while node < wiring.nodes.len() {
                let service = wiring.nodes[node].role.is_made();
                if !service || contributes[node] {
                    queue[roots] = node;
                    roots += 1;
                }
                node += 1;
            }
        }
        Self::search(wiring, analysis, queue, roots, end)
    }

    const fn search(
        wiring: &Wiring,
        analysis: &AnalysisView,
        mut queue: [usize; ROOM],
        starts: usize,
        end: usize,
    ) -> Self {
        let mut from = [NONE; ROOM];
        let mut seen = [false; ROOM];
        let mut tail = starts;
        let mut head = 0;
        let mut at = 0;
        while at < starts {
            seen[queue[at]] = true;
            at += 1;
        }
        while head < tail && wiring.nodes.len() <= ROOM {
            let node = queue[head];
            head += 1;
            if node == end {
                break;
            }
            let (mut candidate, last) = wiring.candidates_of(node);
            while candidate < last {
                let target = wiring.offer(wiring.candidates[candidate].offer).node;
                if analysis.active[candidate] && !seen[target] {
                    seen[target] = true;
                    from[target] = node;
                    queue[tail] = target;
                    tail += 1;
                }
                candidate += 1;
            }
        }
        let mut route = Self {
            steps: [NONE; ROOM],
            len: 0,
        };
        let mut node = end;
        while node != NONE && route.len < ROOM {
            route.steps[route.len] = node;
            route.len += 1;
            node = from[node];
        }
        route
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The `index`th node of the way; 0 is its start.
    pub(crate) const fn step(&self, index: usize) -> usize {
        self.steps[self.len - 1 - index]
    }
}
