//! The steps that can be taken through the graph, laid out flat. The compiler interprets these
//! searches: looking a step up must be one array access.

use super::{EdgeKind, NONE, Wiring};

/// The steps from `N` nodes through `C` candidates.
pub(crate) struct Steps<const N: usize, const C: usize> {
    /// Per node: its first candidate.
    pub(crate) first: [usize; N],
    /// Per node: the one past its last candidate.
    pub(crate) end: [usize; N],
    /// Per candidate: the node it leads to; [`NONE`] if it is not used.
    pub(crate) to: [usize; C],
    /// Per candidate: the edge that it belongs to.
    pub(crate) edge: [usize; C],
}

impl<const N: usize, const C: usize> Steps<N, C> {
    pub(crate) const fn of(wiring: &Wiring, active: &[bool; C]) -> Self {
        let mut steps = Self {
            first: [0; N],
            end: [0; N],
            to: [NONE; C],
            edge: [NONE; C],
        };
        let mut number = 0;
        while number < wiring.edges.len() {
            let edge = &wiring.edges[number];
            let end = edge.candidates + edge.candidate_count;
            // Edges of a node are contiguous, and so are their candidates.
            if steps.end[edge.node] == 0 {
                steps.first[edge.node] = edge.candidates;
            }
            steps.end[edge.node] = end;
            let mut at = edge.candidates;
            while at < end {
                steps.edge[at] = number;
                // A lazy step orders nothing.
                if active[at] && !matches!(edge.kind, EdgeKind::Lazy) {
                    steps.to[at] = wiring.offers[wiring.candidates[at].offer].node;
                }
                at += 1;
            }
            number += 1;
        }
        steps
    }
}
