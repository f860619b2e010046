use super::{
    NONE, Scope, Wiring,
    check::sound,
    choose::{Choice, choose, may_be},
    cycle::{Loops, find_loops},
    lives::Lives,
    order::order_nodes,
    steps::Steps,
};

/// What `const` evaluation found out about a graph of `N` nodes, `E` edges, `C` candidates and
/// `M` modules.
pub struct Analysis<const N: usize, const E: usize, const C: usize, const M: usize> {
    /// Per edge: the node that it gets, or [`NONE`] (absent, missing, or a set).
    pub target: [usize; E],
    /// Per edge: the candidate that it gets, or [`NONE`].
    pub chosen: [usize; E],
    /// Per edge: whether the configuration decides which of its active candidates it gets.
    pub switch: [bool; E],
    /// Per candidate: whether the dependency it belongs to uses it.
    pub active: [bool; C],
    /// Nodes in order of construction and start: module by module, services before hooks.
    pub order: [usize; N],
    /// Modules in order of start.
    pub module_order: [usize; M],
    pub(crate) missing: [bool; E],
    pub(crate) ambiguous: [usize; E],
    pub(crate) loops: Loops<N, E>,
    pub(crate) module_loops: Loops<M, E>,
    pub(crate) lives: Lives<N>,
}

/// Closes the graph: chooses candidates, finds loops, and orders modules and nodes.
#[must_use]
pub const fn analyse<const N: usize, const E: usize, const C: usize, const M: usize>(
    wiring: &Wiring,
) -> Analysis<N, E, C, M> {
    let mut target = [NONE; E];
    let mut chosen = [NONE; E];
    let mut active = [false; C];
    let mut missing = [false; E];
    let mut ambiguous = [NONE; E];
    let mut switch = [false; E];
    let mut at = 0;
    while at < E {
        let edge = &wiring.edges[at];
        match choose(wiring, edge) {
            Choice::Candidate(NONE) => {}
            Choice::Candidate(candidate) => {
                chosen[at] = candidate;
                target[at] = wiring.offer(wiring.candidates[candidate].offer).node;
                active[candidate] = true;
            }
            Choice::Set => {
                let mut member = edge.candidates;
                while member < edge.candidates + edge.candidate_count {
                    active[member] = wiring.candidates[member].fits;
                    member += 1;
                }
            }
            Choice::Switch(fallback) => {
                switch[at] = true;
                let mut member = edge.candidates;
                while member < edge.candidates + edge.candidate_count {
                    active[member] = member == fallback || may_be(wiring, edge, member);
                    member += 1;
                }
            }
            Choice::Missing => missing[at] = true,
            Choice::Ambiguous(first, second) => {
                // Chosen all the same, so that no second error follows.
                chosen[at] = first;
                target[at] = wiring.offer(wiring.candidates[first].offer).node;
                ambiguous[at] = second;
            }
        }
        at += 1;
    }
    let steps = Steps::<N, C>::of(wiring, &active);
    let loops = find_loops::<N, E, C>(wiring, &steps);
    let (order, module_order, module_loops) = order_nodes::<N, E, C, M>(wiring, &steps, &loops);
    let lives = Lives::of(wiring, &steps, &order);
    Analysis {
        target,
        chosen,
        switch,
        active,
        order,
        module_order,
        missing,
        ambiguous,
        loops,
        module_loops,
        lives,
    }
}

impl<const N: usize, const E: usize, const C: usize, const M: usize> Analysis<N, E, C, M> {
    /// The analysis without its sizes, for code that is the same for every application.
    #[must_use]
    pub const fn view(&'static self, wiring: &Wiring) -> AnalysisView {
        let mut view = AnalysisView {
            sound: false,
            target: &self.target,
            chosen: &self.chosen,
            switch: &self.switch,
            active: &self.active,
            order: &self.order,
            module_order: &self.module_order,
            missing: &self.missing,
            ambiguous: &self.ambiguous,
            loop_of: &self.loops.component,
            loop_closes: &self.loops.closes,
            module_loop_of: &self.module_loops.component,
            module_loop_closes: &self.module_loops.closes,
            bound: &self.lives.bound,
            holds: &self.lives.holds,
        };
        view.sound = sound(wiring, &view);
        view
    }
}

/// See [`Analysis::view`].
#[derive(Clone, Copy)]
pub struct AnalysisView {
    /// Whether nothing is wrong with any dependency and nothing is provided twice.
    pub(crate) sound: bool,
    pub(crate) target: &'static [usize],
    pub(crate) chosen: &'static [usize],
    pub(crate) switch: &'static [bool],
    pub(crate) active: &'static [bool],
    pub(crate) order: &'static [usize],
    pub(crate) module_order: &'static [usize],
    pub(crate) missing: &'static [bool],
    pub(crate) ambiguous: &'static [usize],
    pub(crate) loop_of: &'static [usize],
    pub(crate) loop_closes: &'static [bool],
    pub(crate) module_loop_of: &'static [usize],
    pub(crate) module_loop_closes: &'static [bool],
    pub(crate) bound: &'static [usize],
    pub(crate) holds: &'static [Scope],
}

impl AnalysisView {
    /// Whether every dependency is satisfied, nothing is provided twice and there are no loops.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.sound
    }

    /// Whether the configuration chooses what an edge leads to.
    pub(crate) const fn is_switch(&self, edge: usize) -> bool {
        self.switch[edge]
    }

    /// Whether an edge may lead to more than one node.
    pub(crate) const fn is_many(&self, wiring: &Wiring, edge: usize) -> bool {
        self.switch[edge] || wiring.edge(edge).kind.is_set()
    }

    /// The nodes that an edge leads to: one, every member of a set, or each of which the
    /// configuration chooses one.
    pub(crate) fn targets(
        &self,
        wiring: &'static Wiring,
        edge: usize,
    ) -> impl Iterator<Item = usize> + use<> {
        let active = self.active;
        let single = self.target[edge];
        let switch = self.switch[edge];
        let edge = wiring.edge(edge);
        let set = switch || edge.kind.is_set();
        let members = (edge.candidates..edge.candidates + edge.candidate_count)
            .filter(move |candidate| set && active[*candidate])
            .map(|candidate| wiring.offer(wiring.candidates[candidate].offer).node);
        members.chain((!set && single != NONE).then_some(single))
    }
}
