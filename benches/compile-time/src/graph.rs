//! One edge list, shared by all modes, and what follows from it.

use std::fmt;

use crate::topology::Topology;

/// The services `0..size` and what each depends on.
#[derive(Debug, Clone)]
pub struct Graph {
    topology: Topology,
    seed: u64,
    dependencies: Vec<Vec<usize>>,
}

impl Graph {
    /// The graph of `size` services that `topology` and `seed` stand for.
    #[must_use]
    pub fn new(topology: Topology, size: usize, seed: u64) -> Self {
        Self {
            topology,
            seed,
            dependencies: topology.dependencies(size, seed),
        }
    }

    /// The shape.
    #[must_use]
    pub fn topology(&self) -> Topology {
        self.topology
    }

    /// The seed of the random choices.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// For each service the services it depends on, in increasing order; all are earlier ones.
    #[must_use]
    pub fn dependencies(&self) -> &[Vec<usize>] {
        &self.dependencies
    }

    /// How many services there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.dependencies.len()
    }

    /// How many dependencies there are in all.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.dependencies.iter().map(Vec::len).sum()
    }

    /// The services nothing depends on; every service is reached from one of them.
    #[must_use]
    pub fn roots(&self) -> Vec<usize> {
        let mut used = vec![false; self.size()];
        for &dependency in self.dependencies.iter().flatten() {
            used[dependency] = true;
        }
        (0..self.size()).filter(|&service| !used[service]).collect()
    }

    /// How many values are made if nothing is shared: the number of paths from the roots,
    /// saturating. Equal to [`Graph::size`] exactly if no service has two dependents.
    #[must_use]
    pub fn unshared_values(&self) -> u64 {
        let mut paths = vec![0_u64; self.size()];
        for root in self.roots() {
            paths[root] = 1;
        }
        for service in (0..self.size()).rev() {
            for &dependency in &self.dependencies[service] {
                paths[dependency] = paths[dependency].saturating_add(paths[service]);
            }
        }
        paths.into_iter().fold(0, u64::saturating_add)
    }

    /// What a program that wires this graph must compute: every service's value is its number plus
    /// one plus the values of its dependencies, the checksum is the sum over the roots, modulo 2³².
    #[must_use]
    pub fn checksum(&self) -> u32 {
        let mut values: Vec<u32> = Vec::with_capacity(self.size());
        for (service, dependencies) in (1_u32..).zip(&self.dependencies) {
            let value = dependencies.iter().fold(service, |sum, &dependency| {
                sum.wrapping_add(values[dependency])
            });
            values.push(value);
        }
        self.roots()
            .into_iter()
            .fold(0, |sum, root| sum.wrapping_add(values[root]))
    }

    /// Identifies the edge list; rows with different fingerprints are never compared.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&self.dependencies)
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {} services, {} dependencies, seed {}, graph {:016x}",
            self.topology,
            self.size(),
            self.edges(),
            self.seed,
            self.fingerprint()
        )
    }
}

/// FNV-1a over the lines `service:dependency,dependency`.
#[must_use]
pub fn fingerprint(dependencies: &[Vec<usize>]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |text: String| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    for (service, dependencies) in dependencies.iter().enumerate() {
        feed(format!("{service}:"));
        for dependency in dependencies {
            feed(format!("{dependency},"));
        }
        feed("\n".to_owned());
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::Graph;
    use crate::topology::Topology;

    #[test]
    fn equal_seeds_have_equal_fingerprints_and_others_do_not() {
        let graph = Graph::new(Topology::Dag, 100, 1);
        assert_eq!(
            graph.fingerprint(),
            Graph::new(Topology::Dag, 100, 1).fingerprint()
        );
        assert_ne!(
            graph.fingerprint(),
            Graph::new(Topology::Dag, 100, 2).fingerprint()
        );
        assert_ne!(
            graph.fingerprint(),
            Graph::new(Topology::Dag, 101, 1).fingerprint()
        );
    }

    #[test]
    fn a_fingerprint_is_the_same_in_every_version_of_this_benchmark() {
        assert_eq!(
            Graph::new(Topology::Chain, 3, 1).fingerprint(),
            0xfaec_d7b0_7005_1413
        );
    }

    #[test]
    fn a_chain_sums_up_its_services() {
        let chain = Graph::new(Topology::Chain, 4, 1);
        assert_eq!(chain.roots(), [3]);
        assert_eq!(chain.checksum(), 1 + 2 + 3 + 4);
    }

    #[test]
    fn only_graphs_without_sharing_have_one_path_to_each_service() {
        assert_eq!(Graph::new(Topology::Tree, 100, 1).unshared_values(), 100);
        assert_eq!(Graph::new(Topology::Chain, 100, 1).unshared_values(), 100);
        assert!(Graph::new(Topology::Dag, 100, 1).unshared_values() > 1_000);
    }
}
