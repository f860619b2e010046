//! Loops, by Tarjan's strongly connected components with an explicit stack (a chain of services
//! may be longer than the compiler's recursion limit).

use super::{NONE, Wiring, steps::Steps};

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

/// How many loops of one knot are told apart; a knot is services that all lead to one another.
const LOOPS: usize = 16;

/// How many dependencies of a knot are tried for the one that unties it.
const TRIALS: usize = 64;

/// Finds every loop of services. Each is reported at one edge: one whose removal unties the
/// whole knot if there is such an edge, for then it is one mistake; otherwise an edge that closes
/// a loop in the order of registration, and what is left of the knot without it is searched again.
pub(crate) const fn find_loops<const N: usize, const E: usize, const C: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
) -> Loops<N, E> {
    let mut to = steps.to;
    let mut found = search::<N, E, C>(steps, &to);
    let mut loops = Loops {
        component: found.component,
        closes: [false; E],
    };
    let mut passes = 0;
    while passes < LOOPS {
        let mut any = false;
        let mut edge = 0;
        while edge < E {
            if found.closes[edge] {
                let reported = untying(wiring, steps, &to, &found.component, edge);
                loops.closes[reported] = true;
                remove(steps, &mut to, reported);
                any = true;
            }
            edge += 1;
        }
        if !any {
            break;
        }
        found = search::<N, E, C>(steps, &to);
        passes += 1;
    }
    loops
}

/// Takes the steps of an edge away.
const fn remove<const N: usize, const C: usize>(
    steps: &Steps<N, C>,
    to: &mut [usize; C],
    edge: usize,
) {
    let mut at = 0;
    while at < C {
        if steps.edge[at] == edge {
            to[at] = NONE;
        }
        at += 1;
    }
}

/// An edge of the knot without which it is none: `closing` if it does, else the first that does;
/// `closing` if none does.
const fn untying<const N: usize, const C: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
    to: &[usize; C],
    component: &[usize; N],
    closing: usize,
) -> usize {
    let knot = component[wiring.edges[closing].node];
    let closing_unties = unties(steps, to, component, knot, closing);
    if closing_unties && !is_of_a_scope(wiring, steps, closing) {
        return closing;
    }
    let mut trials = 0;
    let mut at = 0;
    while at < C && trials < TRIALS {
        let edge = steps.edge[at];
        let inside = to[at] != NONE
            && component[to[at]] == knot
            && component[wiring.edges[edge].node] == knot;
        if inside && !(closing_unties && is_of_a_scope(wiring, steps, edge)) {
            if unties(steps, to, component, knot, edge) {
                return edge;
            }
            trials += 1;
        }
        at += 1;
    }
    closing
}

/// Whether an edge leads to what is not made at start: it cannot be resolved later, so that
/// another edge of the loop is the better one to change.
const fn is_of_a_scope<const N: usize, const C: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
    edge: usize,
) -> bool {
    let described = &wiring.edges[edge];
    let mut at = described.candidates;
    while at < described.candidates + described.candidate_count {
        if steps.to[at] != NONE && !wiring.nodes[steps.to[at]].scope.is_made_at_start() {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a knot has no loop without an edge.
const fn unties<const N: usize, const C: usize>(
    steps: &Steps<N, C>,
    to: &[usize; C],
    component: &[usize; N],
    knot: usize,
    edge: usize,
) -> bool {
    // 0 untouched, 1 on the path, 2 done.
    let mut state = [0u8; N];
    let mut next = [0usize; N];
    let mut path = [0usize; N];
    let mut root = 0;
    while root < N {
        if component[root] == knot && state[root] == 0 {
            let mut depth = 0;
            path[0] = root;
            state[root] = 1;
            next[root] = steps.first[root];
            loop {
                let node = path[depth];
                if next[node] < steps.end[node] {
                    let at = next[node];
                    next[node] += 1;
                    let target = to[at];
                    if target == NONE || steps.edge[at] == edge || component[target] != knot {
                        continue;
                    }
                    if state[target] == 1 {
                        return false;
                    }
                    if state[target] == 0 {
                        depth += 1;
                        path[depth] = target;
                        state[target] = 1;
                        next[target] = steps.first[target];
                    }
                    continue;
                }
                state[node] = 2;
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
        }
        root += 1;
    }
    true
}

/// The knots, each with an edge that closes a loop of it.
const fn search<const N: usize, const E: usize, const C: usize>(
    steps: &Steps<N, C>,
    to: &[usize; C],
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
                let target = to[candidate];
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
