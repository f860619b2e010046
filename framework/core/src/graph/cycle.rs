//! Loops, by Tarjan's strongly connected components with an explicit stack (a chain of services
//! may be longer than the compiler's recursion limit).

use super::{NONE, steps::Steps};

/// The loops of a graph of `N` vertices, reported at its `E` edges.
pub(crate) struct Loops<const N: usize, const E: usize> {
    /// Per vertex: the loop that it is on, named by one of its vertices; [`NONE`] if on none.
    pub(crate) component: [usize; N],
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
    steps: &Steps<N, C>,
) -> Loops<N, E> {
    let mut loops = Loops::none();
    let mut index = [NONE; N];
    let mut low = [NONE; N];
    let mut open = [false; N];
    let mut closing = [NONE; N];
    let mut next = [0usize; N];
    let mut path = [0usize; N];
    let mut stack = [0usize; N];
    let mut stacked = 0;
    let mut counter = 0;
    let mut root = 0;
    while root < N {
        if index[root] != NONE {
            root += 1;
            continue;
        }
        let mut depth = 0;
        path[0] = root;
        loop {
            let node = path[depth];
            if index[node] == NONE {
                index[node] = counter;
                low[node] = counter;
                counter += 1;
                stack[stacked] = node;
                stacked += 1;
                open[node] = true;
                next[node] = steps.first[node];
            }
            if next[node] < steps.end[node] {
                let candidate = next[node];
                next[node] += 1;
                let target = steps.to[candidate];
                if target == NONE {
                    continue;
                }
                if index[target] == NONE {
                    depth += 1;
                    path[depth] = target;
                } else if open[target] {
                    if index[target] < low[node] {
                        low[node] = index[target];
                    }
                    // A step back to something that waits on the path: it closes a loop.
                    closing[node] = steps.edge[candidate];
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
            let parent = path[depth];
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
    closing: &[usize; N],
    stack: &mut [usize; N],
    stacked: &mut usize,
    open: &mut [bool; N],
    root: usize,
) {
    let mut first = NONE;
    let mut members = 0;
    let mut at = *stacked;
    loop {
        at -= 1;
        let member = stack[at];
        open[member] = false;
        loops.component[member] = root;
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
        loops.closes[first] = true;
    } else if members == 1 {
        loops.component[root] = NONE;
    }
}
