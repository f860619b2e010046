//! How long things live: what may hold what.

use super::{EdgeKind, NONE, Role, Scope, Wiring, analysis::AnalysisView, steps::Steps};

/// How long each of `N` nodes may be held, and how long it holds what it asks for.
pub(crate) struct Lives<const N: usize> {
    /// Per node: the one that bounds how long it may be held. Itself if it has a scope; what it
    /// leads to if it is made anew for each asker; [`NONE`] if it lives as long as the application.
    pub(crate) bound: [usize; N],
    /// Per node: how long it holds what it asks for.
    pub(crate) holds: [Scope; N],
}

impl<const N: usize> Lives<N> {
    /// One linear pass, in an order in which what is asked for comes first; none at all where
    /// everything lives as long as the application.
    pub(crate) const fn of<const C: usize>(
        wiring: &Wiring,
        steps: &Steps<N, C>,
        order: &[usize; N],
    ) -> Self {
        let mut lives = Self {
            bound: [NONE; N],
            holds: [Scope::Singleton; N],
        };
        if !any_scope(wiring) {
            return lives;
        }
        let mut node = 0;
        while node < N {
            lives.holds[node] = match wiring.nodes[node].role {
                Role::Service | Role::Config => wiring.nodes[node].scope,
                // Until it is known what it wraps.
                Role::Decorator => Scope::Transient,
                Role::Expose => Scope::Singleton,
                // It is of an instance of its module.
                _ => Scope::Instance,
            };
            node += 1;
        }
        let mut at = 0;
        while at < C {
            let to = steps.to[at];
            if to != NONE && matches!(wiring.edges[steps.edge[at]].kind, EdgeKind::Decorators) {
                let wrapped = lives.holds[wiring.edges[steps.edge[at]].node];
                if wrapped.outlives(lives.holds[to]) {
                    lives.holds[to] = wrapped;
                }
            }
            at += 1;
        }
        let mut placed = 0;
        while placed < N {
            let node = order[placed];
            lives.bound[node] = bound(wiring, steps, &lives.bound, node);
            placed += 1;
        }
        lives
    }
}

const fn any_scope(wiring: &Wiring) -> bool {
    let mut node = 0;
    while node < wiring.nodes.len() {
        if !matches!(wiring.nodes[node].scope, Scope::Singleton) {
            return true;
        }
        node += 1;
    }
    false
}

/// Whether everything is made at start and lives as long as the application.
pub(crate) const fn all_live_alike(wiring: &Wiring) -> bool {
    let mut node = 0;
    while node < wiring.nodes.len() {
        if wiring.nodes[node].assisted {
            return false;
        }
        node += 1;
    }
    !any_scope(wiring)
}

const fn bound<const N: usize, const C: usize>(
    wiring: &Wiring,
    steps: &Steps<N, C>,
    known: &[usize; N],
    node: usize,
) -> usize {
    let described = &wiring.nodes[node];
    let passes_on = match described.scope {
        Scope::Instance | Scope::Tenant | Scope::Request => return node,
        Scope::Transient => true,
        Scope::Singleton => matches!(described.role, Role::Decorator),
    };
    let mut shortest = NONE;
    let mut at = steps.first[node];
    while passes_on && at < steps.end[node] {
        let to = steps.to[at];
        if to != NONE && wiring.edges[steps.edge[at]].kind.holds() && known[to] != NONE {
            let found = known[to];
            if shortest == NONE
                || wiring.nodes[shortest]
                    .scope
                    .outlives(wiring.nodes[found].scope)
            {
                shortest = found;
            }
        }
        at += 1;
    }
    shortest
}

/// What an edge would hold beyond its life; [`NONE`] if nothing.
pub(crate) const fn captive(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> usize {
    captive_through(wiring, analysis, edge).1
}

/// The same, with the node that the edge leads to.
pub(crate) const fn captive_through(
    wiring: &Wiring,
    analysis: &AnalysisView,
    edge: usize,
) -> (usize, usize) {
    if !analysis.switch[edge] {
        let target = analysis.target[edge];
        return (target, captured(wiring, analysis, edge, target));
    }
    let asked = wiring.edge(edge);
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        let target = wiring.offer(wiring.candidates[at].offer).node;
        if analysis.active[at] {
            let found = captured(wiring, analysis, edge, target);
            if found != NONE {
                return (target, found);
            }
        }
        at += 1;
    }
    (NONE, NONE)
}

const fn captured(wiring: &Wiring, analysis: &AnalysisView, edge: usize, target: usize) -> usize {
    let asked = wiring.edge(edge);
    if target == NONE || !asked.kind.holds() || wiring.node(target).assisted {
        return NONE;
    }
    let bound = analysis.bound[target];
    if bound != NONE && analysis.holds[asked.node].outlives(wiring.node(bound).scope) {
        bound
    } else {
        NONE
    }
}

/// Whether a dependency is asked for by a handle that fits how it lives.
pub(crate) const fn handle_fits(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> bool {
    misfit(wiring, analysis, edge) == NONE
}

/// What an edge leads to by a handle that does not fit; [`NONE`] if all fits.
pub(crate) const fn misfit(wiring: &Wiring, analysis: &AnalysisView, edge: usize) -> usize {
    if !analysis.switch[edge] {
        let target = analysis.target[edge];
        return if fits(wiring, edge, target) {
            NONE
        } else {
            target
        };
    }
    let asked = wiring.edge(edge);
    let mut at = asked.candidates;
    while at < asked.candidates + asked.candidate_count {
        let target = wiring.offer(wiring.candidates[at].offer).node;
        // A handle that finds it later cannot know which one it will be.
        if analysis.active[at]
            && (matches!(asked.kind, EdgeKind::Lazy) || !fits(wiring, edge, target))
        {
            return target;
        }
        at += 1;
    }
    NONE
}

const fn fits(wiring: &Wiring, edge: usize, target: usize) -> bool {
    if target == NONE {
        return true;
    }
    let asked = wiring.node(target);
    match wiring.edge(edge).kind {
        EdgeKind::Factory => asked.assisted,
        _ if asked.assisted => false,
        // A section has a value for each tenant.
        EdgeKind::PerTenant => {
            matches!(asked.scope, Scope::Tenant) || matches!(asked.role, Role::Config)
        }
        EdgeKind::PerRequest => matches!(asked.scope, Scope::Request),
        EdgeKind::Lazy => asked.scope.is_made_at_start(),
        _ => true,
    }
}
