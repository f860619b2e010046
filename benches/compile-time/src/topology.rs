//! The shapes a generated graph can have.

use std::fmt;
use std::str::FromStr;

use crate::error::BenchError;
use crate::random::Random;

/// How many dependencies a service has where the shape and its position allow it.
pub const DEPENDENCIES: usize = 3;

/// The shape of a graph. Every service depends on earlier services only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topology {
    /// Three dependencies anywhere among the earlier services; services are shared, the last is the
    /// only root.
    Dag,
    /// Every service depends on the one before it.
    Chain,
    /// Three dependencies each, every service has one dependent, the last is the only root.
    Tree,
    /// Layers of about √n services; three dependencies in the layer before; the last service is the
    /// only root.
    Layers,
}

impl Topology {
    /// All shapes.
    pub const ALL: [Self; 4] = [Self::Dag, Self::Chain, Self::Tree, Self::Layers];

    /// The name used on the command line and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dag => "dag",
            Self::Chain => "chain",
            Self::Tree => "tree",
            Self::Layers => "layers",
        }
    }

    /// For each of `size` services the services it depends on, in increasing order.
    #[must_use]
    pub fn dependencies(self, size: usize, seed: u64) -> Vec<Vec<usize>> {
        let mut random = Random::new(seed);
        let width = size.isqrt().max(DEPENDENCIES);
        let mut dependencies: Vec<Vec<usize>> = (0..size)
            .map(|service| match self {
                Self::Dag => choose(&mut random, 0, service),
                Self::Chain => service.checked_sub(1).into_iter().collect(),
                Self::Tree => children(size, service),
                Self::Layers => match (service / width).checked_sub(1) {
                    Some(before) => choose(&mut random, before * width, (before + 1) * width),
                    None => Vec::new(),
                },
            })
            .collect();
        if matches!(self, Self::Dag | Self::Layers) {
            gather(&mut dependencies);
        }
        dependencies
    }
}

/// Makes the last service the only root, as `main` asks for one service in a real application and
/// not for a fifth of them: it depends on everything that has no other dependent.
fn gather(dependencies: &mut [Vec<usize>]) {
    let Some((last, others)) = dependencies.split_last_mut() else {
        return;
    };
    let mut free = vec![true; others.len()];
    for used in others.iter().flatten() {
        free[*used] = false;
    }
    *last = (0..others.len()).filter(|&service| free[service]).collect();
}

/// Up to three different services of `from..to`.
fn choose(random: &mut Random, from: usize, to: usize) -> Vec<usize> {
    let wanted = DEPENDENCIES.min(to - from);
    let mut chosen = Vec::with_capacity(wanted);
    while chosen.len() < wanted {
        let candidate = from + random.below(to - from);
        if !chosen.contains(&candidate) {
            chosen.push(candidate);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// The children of a node in a heap that is stored backwards, so that the root comes last.
fn children(size: usize, service: usize) -> Vec<usize> {
    let position = size - 1 - service;
    let first = position * DEPENDENCIES + 1;
    (first..first + DEPENDENCIES)
        .rev()
        .filter_map(|child| (size - 1).checked_sub(child))
        .collect()
}

impl fmt::Display for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Topology {
    type Err = BenchError;

    fn from_str(text: &str) -> Result<Self, BenchError> {
        Self::ALL
            .into_iter()
            .find(|topology| topology.name() == text)
            .ok_or_else(|| {
                BenchError::Arguments(format!(
                    "`{text}` is no topology: dag, chain, tree or layers"
                ))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Topology;

    #[test]
    fn every_dependency_is_an_earlier_service() {
        for topology in Topology::ALL {
            for size in [1, 2, 3, 10, 37, 200] {
                for (service, dependencies) in topology.dependencies(size, 1).iter().enumerate() {
                    assert!(
                        dependencies.iter().all(|&dependency| dependency < service),
                        "{topology} {size}"
                    );
                    assert!(dependencies.is_sorted_by(|a, b| a < b), "{topology} {size}");
                }
            }
        }
    }

    #[test]
    fn a_dag_and_layers_have_three_dependencies_each_where_possible() {
        let dag = Topology::Dag.dependencies(100, 1);
        let but_last = |graph: &[Vec<usize>]| graph[..99].iter().map(Vec::len).sum::<usize>();
        assert_eq!(but_last(&dag), 1 + 2 + 96 * 3);
        let layers = Topology::Layers.dependencies(100, 1);
        assert_eq!(but_last(&layers), 89 * 3);
    }

    #[test]
    fn a_tree_uses_every_service_but_the_last_exactly_once() {
        let mut used: Vec<usize> = Topology::Tree.dependencies(50, 1).concat();
        used.sort_unstable();
        assert_eq!(used, (0..49).collect::<Vec<_>>());
    }

    #[test]
    fn the_seed_decides_the_graph() {
        assert_eq!(
            Topology::Dag.dependencies(50, 1),
            Topology::Dag.dependencies(50, 1)
        );
        assert_ne!(
            Topology::Dag.dependencies(50, 1),
            Topology::Dag.dependencies(50, 2)
        );
    }
}
