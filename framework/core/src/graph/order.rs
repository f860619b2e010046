//! The order of start: modules by depth-first search over the contracted graph in order of
//! registration, and inside each module services before hooks.

use super::{
    NONE, Role, Wiring,
    cycle::{Loops, edges_of_candidates},
};

type Ordered<const N: usize, const E: usize, const M: usize> = ([u16; N], [u16; M], Loops<M, E>);

pub(crate) const fn order_nodes<const N: usize, const E: usize, const C: usize, const M: usize>(
    wiring: &Wiring,
    active: &[bool; C],
    loops: &Loops<N, E>,
) -> Ordered<N, E, M> {
    let first_node = first_nodes::<M>(wiring);
    let (module_order, module_loops) =
        order_modules::<N, E, C, M>(wiring, active, loops, &first_node);
    let mut order = [0u16; N];
    let mut placed = 0;
    let mut seen = [false; N];
    let mut next = [0u16; N];
    let mut path = [0u16; N];
    let mut at = 0;
    while at < M {
        let module = module_order[at] as usize;
        let end = if module + 1 < M {
            first_node[module + 1]
        } else {
            N
        };
        let mut root = first_node[module];
        while root < end {
            if !seen[root] && matches!(wiring.nodes[root].role, Role::Service | Role::Config) {
                let mut depth = 0;
                path[0] = root as u16;
                seen[root] = true;
                next[root] = wiring.candidates_of(root as u16).0;
                loop {
                    let node = path[depth] as usize;
                    if next[node] < wiring.candidates_of(node as u16).1 {
                        let candidate = next[node] as usize;
                        next[node] += 1;
                        let target = wiring.offer(wiring.candidates[candidate].offer).node as usize;
                        let inside = target >= first_node[module] && target < end;
                        if active[candidate] && inside && !seen[target] {
                            depth += 1;
                            path[depth] = target as u16;
                            seen[target] = true;
                            next[target] = wiring.candidates_of(target as u16).0;
                        }
                        continue;
                    }
                    order[placed] = node as u16;
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
            if !matches!(wiring.nodes[hook].role, Role::Service | Role::Config) {
                order[placed] = hook as u16;
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
        while node < wiring.nodes.len() && (wiring.nodes[node].module as usize) < module {
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
    active: &[bool; C],
    loops: &Loops<N, E>,
    first_node: &[usize; M],
) -> ([u16; M], Loops<M, E>) {
    let edge_of = edges_of_candidates::<C>(wiring);
    let mut module_loops = Loops::none();
    let mut order = [0u16; M];
    let mut placed = 0;
    // 0 untouched, 1 on the path, 2 done.
    let mut state = [0u8; M];
    let mut next = [0usize; M];
    let mut path = [0usize; M];
    let ends = candidate_ends::<M>(wiring, first_node);
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
                    if !active[candidate] {
                        continue;
                    }
                    let edge = edge_of[candidate];
                    let from = wiring.edge(edge).node as usize;
                    let to = wiring.offer(wiring.candidates[candidate].offer).node as usize;
                    let target = wiring.nodes[to].module as usize;
                    let in_service_loop = loops.component[from] != NONE
                        && loops.component[from] == loops.component[to];
                    if target == module || in_service_loop {
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
                order[placed] = module as u16;
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
    edge: u16,
) {
    let mut known = false;
    let mut at = depth;
    loop {
        let module = path[at];
        if module_loops.component[module] == NONE {
            module_loops.component[module] = head as u16;
        } else {
            known = true;
        }
        if module == head {
            break;
        }
        at -= 1;
    }
    if !known {
        module_loops.closes[edge as usize] = true;
    }
}

/// Per module: its first candidate and the one past its last.
const fn candidate_ends<const M: usize>(
    wiring: &Wiring,
    first_node: &[usize; M],
) -> [(usize, usize); M] {
    let mut ends = [(0, 0); M];
    let mut module = 0;
    while module < M {
        let end = if module + 1 < M {
            first_node[module + 1]
        } else {
            wiring.nodes.len()
        };
        let mut node = first_node[module];
        let mut found = false;
        while node < end {
            let (from, to) = wiring.candidates_of(node as u16);
            if to > from {
                if !found {
                    ends[module].0 = from as usize;
                    found = true;
                }
                ends[module].1 = to as usize;
            }
            node += 1;
        }
        module += 1;
    }
    ends
}
