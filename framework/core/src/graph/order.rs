//! The order of start: modules by depth-first search over the contracted graph in order of
//! registration, and inside each module services before hooks.

use super::{NONE, Wiring, cycle::Loops, steps::Steps};

type Ordered<const N: usize, const E: usize, const M: usize> =
    ([usize; N], [usize; M], Loops<M, E>);

pub(crate) const fn order_nodes<const N: usize, const E: usize, const C: usize, const M: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
    loops: &Loops<N, E>,
) -> Ordered<N, E, M> {
    let first_node = first_nodes::<M>(wiring);
    let (module_order, module_loops) =
        order_modules::<N, E, C, M>(wiring, steps, loops, &first_node);
    let mut order = [0usize; N];
    let mut placed = 0;
    let mut seen = [false; N];
    let mut next = [0usize; N];
    let mut path = [0usize; N];
    let mut at = 0;
    while at < M {
        let module = module_order[at];
        let end = if module + 1 < M {
            first_node[module + 1]
        } else {
            N
        };
        let mut root = first_node[module];
        while root < end {
            if !seen[root] && wiring.nodes[root].role.is_made() {
                let mut depth = 0;
                path[0] = root;
                seen[root] = true;
                next[root] = steps.first[root];
                loop {
                    let node = path[depth];
                    if next[node] < steps.end[node] {
                        let candidate = next[node];
                        next[node] += 1;
                        let target = steps.to[candidate];
                        // NONE is past every end.
                        if target >= first_node[module] && target < end && !seen[target] {
                            depth += 1;
                            path[depth] = target;
                            seen[target] = true;
                            next[target] = steps.first[target];
                        }
                        continue;
                    }
                    order[placed] = node;
                    placed += 1;
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                }
            }
            root += 1;
        }
        let mut hook = first_node[module];
        while hook < end {
            if !wiring.nodes[hook].role.is_made() {
                order[placed] = hook;
                placed += 1;
            }
            hook += 1;
        }
        at += 1;
    }
    (order, module_order, module_loops)
}

const fn first_nodes<const M: usize>(wiring: &Wiring) -> [usize; M] {
    let mut first = [0; M];
    let mut node = 0;
    let mut module = 0;
    while module < M {
        while node < wiring.nodes.len() && (wiring.nodes[node].module) < module {
            node += 1;
        }
        first[module] = node;
        module += 1;
    }
    first
}

/// Orders the modules; a module loop that is no loop of services is reported at the edge that
/// closes it.
const fn order_modules<const N: usize, const E: usize, const C: usize, const M: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
    loops: &Loops<N, E>,
    first_node: &[usize; M],
) -> ([usize; M], Loops<M, E>) {
    let mut module_loops = Loops::none();
    let mut order = [0usize; M];
    let mut placed = 0;
    // 0 untouched, 1 on the path, 2 done.
    let mut state = [0u8; M];
    let mut next = [0usize; M];
    let mut path = [0usize; M];
    let ends = candidate_ends::<N, C, M>(steps, first_node);
    let mut root = 0;
    while root < M {
        if state[root] == 0 {
            let mut depth = 0;
            path[0] = root;
            state[root] = 1;
            next[root] = ends[root].0;
            loop {
                let module = path[depth];
                if next[module] < ends[module].1 {
                    let candidate = next[module];
                    next[module] += 1;
                    let to = steps.to[candidate];
                    if to == NONE {
                        continue;
                    }
                    let target = wiring.nodes[to].module;
                    if target == module {
                        continue;
                    }
                    let edge = steps.edge[candidate];
                    let from = wiring.edges[edge].node;
                    let in_service_loop = loops.component[from] != NONE
                        && loops.component[from] == loops.component[to];
                    if in_service_loop {
                        continue;
                    }
                    if state[target] == 0 {
                        depth += 1;
                        path[depth] = target;
                        state[target] = 1;
                        next[target] = ends[target].0;
                    } else if state[target] == 1 {
                        report(&mut module_loops, &path, depth, target, edge);
                    }
                    continue;
                }
                state[module] = 2;
                order[placed] = module;
                placed += 1;
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
        }
        root += 1;
    }
    (order, module_loops)
}

/// Marks the modules of a loop; a loop that touches one already reported is part of it.
const fn report<const M: usize, const E: usize>(
    module_loops: &mut Loops<M, E>,
    path: &[usize; M],
    depth: usize,
    head: usize,
    edge: usize,
) {
    let mut known = false;
    let mut at = depth;
    loop {
        let module = path[at];
        if module_loops.component[module] == NONE {
            module_loops.component[module] = head;
        } else {
            known = true;
        }
        if module == head {
            break;
        }
        at -= 1;
    }
    if !known {
        module_loops.closes[edge] = true;
    }
}

/// Per module: its first candidate and the one past its last.
const fn candidate_ends<const N: usize, const C: usize, const M: usize>(
    steps: &Steps<N, C>,
    first_node: &[usize; M],
) -> [(usize, usize); M] {
    let mut ends = [(0, 0); M];
    let mut module = 0;
    while module < M {
        let end = if module + 1 < M {
            first_node[module + 1]
        } else {
            N
        };
        let mut node = first_node[module];
        let mut found = false;
        while node < end {
            let (from, to) = (steps.first[node], steps.end[node]);
            if to > from {
                if !found {
                    ends[module].0 = from;
                    found = true;
                }
                ends[module].1 = to;
            }
            node += 1;
        }
        module += 1;
    }
    ends
}
