//! Builds and runs the generated programs, so that nobody is fast by not wiring.

use std::io::Write;

use crate::arguments::Arguments;
use crate::error::BenchError;
use crate::graph::Graph;
use crate::project::{Project, folder};
use crate::run::say;
use crate::source;
use crate::topology::Topology;

/// Builds and runs every mode at the smallest size, on the chosen topology and on a tree, which
/// every mode can say, and compares what each prints with what follows from the graph. Returns how
/// many programs agreed.
///
/// # Errors
/// If a program cannot be built, or wires something else.
pub fn verify(arguments: &Arguments, progress: &mut impl Write) -> Result<usize, BenchError> {
    let folder = folder()?;
    let size = arguments.sizes.iter().copied().min().unwrap_or(1);
    let mut topologies = vec![arguments.topology, Topology::Tree];
    topologies.dedup();
    let mut agreed = 0;
    for topology in topologies {
        let graph = Graph::new(topology, size, arguments.seed);
        let expected = source::expected_output(&graph);
        say(progress, format_args!("{graph}: {expected}"))?;
        for &mode in &arguments.modes {
            if let Some(reason) = mode.inexpressible(&graph) {
                say(progress, format_args!("  {mode}: n/a, {reason}"))?;
                continue;
            }
            let project = Project::create(&folder, mode, size)?;
            project.set_program(&source::program(mode, &graph, arguments.variant(false)))?;
            let printed = project.cargo(&["run"])?;
            let found = printed.lines().last().unwrap_or_default();
            if found != expected {
                let (graph, found) = (graph.to_string(), found.to_owned());
                return Err(BenchError::Verification {
                    mode: mode.name(),
                    graph,
                    expected,
                    found,
                });
            }
            say(progress, format_args!("  {mode}: agrees"))?;
            agreed += 1;
        }
    }
    Ok(agreed)
}
