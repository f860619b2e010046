//! Optional modules: the application goes on without those that cannot start.

use super::{Machine, Phase, failure, machine::report, start::Halt};
use crate::{
    error::Error,
    events::EventKind,
    graph::{NONE, Role},
    health::{Check, CheckPolicy, Health},
};

impl<S: Send + 'static> Machine<S> {
    /// What of an optional module needs something of another one that did not start.
    pub(super) fn lacks(&self, module: usize, nodes: &[usize]) -> Result<(), Halt> {
        if self.left_out.is_empty() || !self.wiring.modules[module].optional {
            return Ok(());
        }
        for &node in nodes {
            let target = if self.replaced.skips(node) {
                NONE
            } else {
                self.lacking(node)
            };
            if target != NONE {
                let error = failure::module_lacks(self.wiring, node, target);
                return Err(Halt::Failed { node, error });
            }
        }
        Ok(())
    }

    /// What a node cannot do without and that is not there.
    fn lacking(&self, node: usize) -> usize {
        let described = self.wiring.node(node);
        for number in described.edges..described.edges + described.edge_count {
            if self.wiring.edge(number).kind.does_without() {
                continue;
            }
            let mut targets = self.analysis.targets(self.wiring, number);
            let first = targets.next().unwrap_or(NONE);
            // Of several of which one is chosen, one that is there is enough.
            if first != NONE
                && self.is_gone(first)
                && (!self.analysis.is_switch(number) || targets.all(|target| self.is_gone(target)))
            {
                return first;
            }
        }
        NONE
    }

    fn is_gone(&self, node: usize) -> bool {
        let described = self.wiring.node(node);
        let mut left_out = self.left_out.iter();
        // Sections are read before anything starts.
        described.role != Role::Config && left_out.any(|(module, _)| *module == described.module)
    }

    /// Goes on without a module that failed, if it is optional.
    pub(super) fn survive(&mut self, module: usize, halt: Halt) -> Result<(), Halt> {
        match halt {
            Halt::Failed { node, error } if self.wiring.modules[module].optional => {
                self.leave_out(module, node, error)
            }
            halt => Err(halt),
        }
    }

    /// Drops what an optional module has made so far, and shows that it is missing.
    fn leave_out(&mut self, module: usize, node: usize, error: Error) -> Result<(), Halt> {
        let started = self.modules.iter();
        let position = started.rev().position(|started| started.module == module);
        let mut related = Vec::new();
        if let Some(position) = position {
            let position = self.modules.len() - 1 - position;
            // Unwatched, they are told to stop.
            self.modules[position].tasks.clear();
            related = self.drop_services_of(position, false);
            self.modules.remove(position);
        }
        self.kernel.phases().set(module, Phase::Failed);
        let wiring = self.wiring;
        self.reload_hooks
            .retain(|(node, _)| wiring.node(*node).module != module);
        let failure = report(wiring, node, &error);
        let reason = format!("did not start: {failure}");
        let told = EventKind::ModuleLeftOut(failure);
        self.kernel.health().register(Check::new(
            module,
            wiring.modules[module].name.to_owned(),
            CheckPolicy {
                optional: true,
                ..CheckPolicy::AT_ONCE
            },
            Box::new(move || {
                let health = Health::degraded(reason.clone());
                Box::pin(std::future::ready(health))
            }),
        ));
        self.left_out.push((module, error.with_related(related)));
        self.tell(told)
    }
}
