//! Shortest ways through the graph, for the texts of mistakes. Breadth first and linear: the
//! compiler gives up on long evaluations.

use super::{NONE, OfferKind, Role, Wiring, analysis::AnalysisView};

/// More nodes than this are not searched; the way is then just its end.
const ROOM: usize = 4096;

/// The nodes of a way, from its start to its end.
pub(crate) struct Route {
    /// Backwards: the end first.
    steps: [u16; ROOM],
    len: usize,
}

impl Route {
    /// The way from `start` to `end`, both included.
    pub(crate) const fn between(
        wiring: &Wiring,
        analysis: &AnalysisView,
        start: u16,
        end: u16,
    ) -> Self {
        let mut queue = [0u16; ROOM];
        queue[0] = start;
        Self::search(wiring, analysis, queue, 1, end)
    }

    /// The way to `end` from the nearest root: what the application needs by itself, that is
    /// hooks, health checks, tasks and contributions.
    pub(crate) const fn from_roots(wiring: &Wiring, analysis: &AnalysisView, end: u16) -> Self {
        let mut queue = [0u16; ROOM];
        let mut roots = 0;
        if wiring.nodes.len() <= ROOM {
            let mut contributes = [false; ROOM];
            let mut at = 0;
            while at < wiring.offers.len() {
                let offer = &wiring.offers[at];
                if matches!(offer.kind, OfferKind::Contribution) {
                    contributes[offer.node as usize] = true;
                }
                at += 1;
            }
            let mut node = 0;
            while node < wiring.nodes.len() {
                let service = matches!(wiring.nodes[node].role, Role::Service | Role::Config);
                if !service || contributes[node] {
                    queue[roots] = node as u16;
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
        mut queue: [u16; ROOM],
        starts: usize,
        end: u16,
    ) -> Self {
        let mut from = [NONE; ROOM];
        let mut seen = [false; ROOM];
        let mut tail = starts;
        let mut head = 0;
        let mut at = 0;
        while at < starts {
            seen[queue[at] as usize] = true;
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
                let target = wiring
                    .offer(wiring.candidates[candidate as usize].offer)
                    .node;
                if analysis.active[candidate as usize] && !seen[target as usize] {
                    seen[target as usize] = true;
                    from[target as usize] = node;
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
            node = from[node as usize];
        }
        route
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The `index`th node of the way; 0 is its start.
    pub(crate) const fn step(&self, index: usize) -> u16 {
        self.steps[self.len - 1 - index]
    }
}
