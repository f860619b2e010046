//! Loops, by Tarjan's strongly connected components with an explicit stack (a chain of services
//! may be longer than the compiler's recursion limit).

use super::{NONE, Wiring};

/// The loops of a graph of `N` vertices, reported at its `E` edges.
pub(crate) struct Loops<const N: usize, const E: usize> {
    /// Per vertex: the loop that it is on, named by one of its vertices; [`NONE`] if on none.
    pub(crate) component: [u16; N],
    /// Per edge: whether it is the edge at which its loop is reported.
    pub(crate) closes: [bool; E],
}

impl<const N: usize, const E: usize> Loops<N, E> {
    pub(crate) const fn none() -> Self {
        Self {
            component: [NONE; N],
            closes: [false; E],
        }
    }
}

/// Finds every loop of services. The edge that closes it in the order of registration is the
/// one that is reported; one loop is one report.
pub(crate) const fn find_loops<const N: usize, const E: usize, const C: usize>(
    wiring: &Wiring,
    active: &[bool; C],
) -> Loops<N, E> {
    let mut loops = Loops::none();
    // Edge of each candidate, so that a step through candidates knows where it came from.
    let edge_of = edges_of_candidates::<C>(wiring);
    let mut index = [NONE; N];
    let mut low = [NONE; N];
    let mut open = [false; N];
    let mut closing = [NONE; N];
    let mut next = [0u16; N];
    let mut path = [0u16; N];
    let mut stack = [0u16; N];
    let mut stacked = 0;
    let mut counter = 0;
    let mut root = 0;
    while root < N {
        if index[root] != NONE {
            root += 1;
            continue;
        }
        let mut depth = 0;
        path[0] = root as u16;
        loop {
            let node = path[depth] as usize;
            if index[node] == NONE {
                index[node] = counter;
                low[node] = counter;
                counter += 1;
                stack[stacked] = node as u16;
                stacked += 1;
                open[node] = true;
                next[node] = wiring.candidates_of(node as u16).0;
            }
            if next[node] < wiring.candidates_of(node as u16).1 {
                let candidate = next[node] as usize;
                next[node] += 1;
                if !active[candidate] {
                    continue;
                }
                let target = wiring.offer(wiring.candidates[candidate].offer).node as usize;
                if index[target] == NONE {
                    depth += 1;
                    path[depth] = target as u16;
                } else if open[target] {
                    if index[target] < low[node] {
                        low[node] = index[target];
                    }
                    // A step back to something that waits on the path: it closes a loop.
                    closing[node] = edge_of[candidate];
                }
                continue;
            }
            if low[node] == index[node] {
                close_component(
                    &mut loops,
                    &closing,
                    &mut stack,
                    &mut stacked,
                    &mut open,
                    node,
                );
            }
            if depth == 0 {
                break;
            }
            depth -= 1;
            let parent = path[depth] as usize;
            if low[node] < low[parent] {
                low[parent] = low[node];
            }
        }
        root += 1;
    }
    loops
}

const fn close_component<const N: usize, const E: usize>(
    loops: &mut Loops<N, E>,
    closing: &[u16; N],
    stack: &mut [u16; N],
    stacked: &mut usize,
    open: &mut [bool; N],
    root: usize,
) {
    let mut first = NONE;
    let mut members = 0;
    let mut at = *stacked;
    loop {
        at -= 1;
        let member = stack[at] as usize;
        open[member] = false;
        loops.component[member] = root as u16;
        members += 1;
        if closing[member] != NONE && (first == NONE || closing[member] < first) {
            first = closing[member];
        }
        if member == root {
            break;
        }
    }
    *stacked = at;
    if first != NONE {
        loops.closes[first as usize] = true;
    } else if members == 1 {
        loops.component[root] = NONE;
    }
}

/// Per candidate: the edge that it belongs to.
pub(crate) const fn edges_of_candidates<const C: usize>(wiring: &Wiring) -> [u16; C] {
    let mut edge_of = [NONE; C];
    let mut edge = 0;
    while edge < wiring.edges.len() {
        let mut at = wiring.edges[edge].candidates;
        while at < wiring.edges[edge].candidates + wiring.edges[edge].candidate_count {
            edge_of[at as usize] = edge as u16;
            at += 1;
        }
        edge += 1;
    }
    edge_of
}
