use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::time::Instant;

use super::{
    Machine, Phase, Stop, failure,
    machine::StartedModule,
    panic::guarded,
    start::{Came, Halt, NOTABLE, goes_on},
};
use crate::{
    events::{EventKind, SlowStep},
    graph::Role,
    private::BoxFuture,
};

/// How far the start of one module is.
struct Progress {
    module: usize,
    /// Its steps, in order.
    steps: Vec<usize>,
    /// The positions of the modules that it needs.
    needs: Vec<usize>,
    /// The step that is next, or waited for.
    at: usize,
    /// Since when it starts; nothing before that.
    began: Option<Instant>,
    step_began: Instant,
    slowest: Option<(usize, Duration)>,
    /// How long its start took, when it has started.
    took: Option<Duration>,
    /// Whether the application goes on without it.
    left_out: bool,
}

/// The wait of the module at a position.
type Flight<S> = BoxFuture<(usize, Result<Came<S>, Halt>)>;

/// The modules of one start, in the order of the graph.
struct Starting<S: 'static> {
    modules: Vec<Progress>,
    flights: FuturesUnordered<Flight<S>>,
    /// Given with the interrupt of the start, and when it fails.
    cut: Stop,
    /// How many modules have been told as started, and whether the next as starting.
    told: usize,
    next_begun: bool,
}

impl<S: Send + 'static> Machine<S> {
    /// Starts every module as soon as all that it needs have started. Modules are listed, told
    /// and stopped in the order of the graph all the same.
    pub(super) async fn start_parallel(&mut self) -> Result<(), Halt> {
        let mut starting = Starting {
            modules: self.plan(),
            flights: FuturesUnordered::new(),
            cut: self.interrupt.child(),
            told: 0,
            next_begun: false,
        };
        let mut ended = self.begin_ready(&mut starting);
        while ended.is_ok() {
            ended = self.tell_started(&mut starting, false);
            if ended.is_err() {
                break;
            }
            let Some((position, came)) = starting.flights.next().await else {
                break;
            };
            ended = came
                .and_then(|came| self.go_on(&mut starting, position, came))
                .or_else(|halt| self.go_on_without(&mut starting, position, halt))
                .and_then(|()| self.begin_ready(&mut starting));
        }
        if !matches!(ended, Err(Halt::Refused(_))) {
            let told = self.tell_started(&mut starting, ended.is_err());
            ended = ended.and(told);
        }
        let order = self.analysis.module_order;
        self.kernel.health().arrange(order);
        let nodes = self.analysis.order;
        let rank = |node: usize| nodes.iter().position(|&other| other == node);
        self.reload_hooks.sort_by_key(|(node, _)| rank(*node));
        let Err(halt) = ended else { return Ok(()) };
        // Nothing that was begun may go on while the rest is stopped.
        starting.cut.request();
        let mut others = Vec::new();
        while let Some((_, came)) = starting.flights.next().await {
            match came {
                Err(Halt::Failed { error, .. }) => others.push(error),
                made => discard(made),
            }
        }
        Err(match halt {
            Halt::Failed { node, error } => Halt::Failed {
                node,
                error: error.with_related(others),
            },
            Halt::Refused(error) => Halt::Refused(error.with_related(others)),
            Halt::Interrupted => Halt::Interrupted,
        })
    }

    fn plan(&self) -> Vec<Progress> {
        let order = self.analysis.module_order;
        let mut nodes = self.analysis.order;
        let mut modules: Vec<Progress> = Vec::with_capacity(order.len());
        for &module in order {
            let (own, rest) = nodes.split_at(self.count(nodes, module));
            nodes = rest;
            let runs = |node: &&usize| goes_on(self.wiring.node(**node).role);
            let steps = own.iter().filter(|node| !runs(node));
            let steps = steps.chain(own.iter().filter(runs)).copied().collect();
            let mut needs: Vec<usize> = own
                .iter()
                .flat_map(|&node| self.needed(node))
                .filter(|&needed| needed != module)
                .filter_map(|needed| order.iter().position(|&module| module == needed))
                .collect();
            needs.sort_unstable();
            needs.dedup();
            modules.push(Progress {
                module,
                steps,
                needs,
                at: 0,
                began: None,
                step_began: Instant::now(),
                slowest: None,
                took: None,
                left_out: false,
            });
        }
        modules
    }

    /// The modules that a node asks for something.
    fn needed(&self, node: usize) -> impl Iterator<Item = usize> + use<S> {
        let (wiring, analysis) = (self.wiring, self.analysis);
        let described = wiring.node(node);
        // What an application exposes is asked for from outside.
        let count = match described.role {
            Role::Expose => 0,
            _ => described.edge_count,
        };
        (described.edges..described.edges + count)
            .flat_map(move |edge| analysis.targets(wiring, edge))
            .map(move |target| wiring.node(target).module)
    }

    /// Begins every module that has all it needs, and those that this makes ready.
    fn begin_ready(&mut self, starting: &mut Starting<S>) -> Result<(), Halt> {
        loop {
            let modules = &starting.modules;
            let started = |position: &usize| modules[*position].took.is_some();
            let ready = modules.iter().position(|progress| {
                progress.began.is_none() && progress.needs.iter().all(started)
            });
            let Some(position) = ready else { return Ok(()) };
            let before = modules[..position].iter();
            let at = before
                .filter(|progress| progress.began.is_some() && !progress.left_out)
                .count();
            let progress = &mut starting.modules[position];
            progress.began = Some(Instant::now());
            let module = progress.module;
            self.modules.insert(at, StartedModule::new(module));
            self.kernel.phases().set(module, Phase::Starting);
            self.lacks(module, &starting.modules[position].steps)
                .and_then(|()| self.advance(starting, position))
                .or_else(|halt| self.go_on_without(starting, position, halt))?;
        }
    }

    /// Goes on without a module that failed, if it is optional.
    fn go_on_without(
        &mut self,
        starting: &mut Starting<S>,
        position: usize,
        halt: Halt,
    ) -> Result<(), Halt> {
        let progress = &mut starting.modules[position];
        self.survive(progress.module, halt)?;
        progress.left_out = true;
        progress.took = progress.began.map(|began| began.elapsed());
        Ok(())
    }

    /// Ends the step that was waited for, and goes on with the next.
    fn go_on(
        &mut self,
        starting: &mut Starting<S>,
        position: usize,
        came: Came<S>,
    ) -> Result<(), Halt> {
        let progress = &mut starting.modules[position];
        let node = progress.steps[progress.at];
        self.finish(node, came)?;
        progress.end_step(node);
        self.advance(starting, position)
    }

    /// Does the steps of a module up to one that has to be waited for.
    fn advance(&mut self, starting: &mut Starting<S>, position: usize) -> Result<(), Halt> {
        let progress = &mut starting.modules[position];
        while let Some(&node) = progress.steps.get(progress.at) {
            // What has started as a whole is stopped as a whole.
            if !goes_on(self.wiring.node(node).role) && starting.cut.is_requested() {
                return Err(Halt::Interrupted);
            }
            progress.step_began = Instant::now();
            if let Some(pending) = self.begin(node)? {
                let wait = self.wait(node, pending, starting.cut.clone());
                let flight: Flight<S> = Box::pin(async move { (position, wait.await) });
                starting.flights.push(flight);
                return Ok(());
            }
            progress.end_step(node);
        }
        progress.took = progress.began.map(|began| began.elapsed());
        let module = progress.module;
        self.started(module).started = true;
        self.kernel.phases().set(module, Phase::Running);
        Ok(())
    }

    /// Tells of modules in the order of the graph: of each when all before it have been told. At
    /// the end of a start that has failed, of all that were begun.
    fn tell_started(&mut self, starting: &mut Starting<S>, all: bool) -> Result<(), Halt> {
        while let Some(progress) = starting.modules.get(starting.told) {
            let described = &self.wiring.modules[progress.module];
            let module = described.name;
            let told = starting.next_begun || described.builtin;
            if !told && progress.began.is_some() {
                starting.next_begun = true;
                self.tell(EventKind::ModuleStarting { module })?;
            }
            match progress.took {
                Some(_) if described.builtin || progress.left_out => {}
                Some(took) => {
                    let slowest = progress.slowest.map(|(node, took)| SlowStep {
                        subject: failure::label(self.wiring, node),
                        took,
                    });
                    self.has_started(progress.module, took, slowest)?;
                }
                None if all => {}
                None => return Ok(()),
            }
            starting.told += 1;
            starting.next_begun = false;
        }
        Ok(())
    }
}

/// Drops what came too late; a panic of that is contained.
fn discard<T>(made: T) {
    let made = AssertUnwindSafe(made);
    let dropped = guarded(move || {
        drop(made);
        Ok(())
    });
    if let Err(cause) = dropped {
        tracing::error!(target: "purlin", "what was made too late {cause}");
    }
}

impl Progress {
    fn end_step(&mut self, node: usize) {
        let took = self.step_began.elapsed();
        if took >= NOTABLE && self.slowest.is_none_or(|(_, most)| took > most) {
            self.slowest = Some((node, took));
        }
        self.at += 1;
    }
}
