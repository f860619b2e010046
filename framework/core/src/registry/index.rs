use std::{collections::HashMap, sync::OnceLock};

use super::Registry;
use crate::lifecycle::label;

/// Where things are found by name. Made when somebody looks for the first time.
#[derive(Default)]
pub struct Index(OnceLock<Names>);

/// What has which name: modules, entries by their labels, entries by the types under which they
/// can be had, and by the names under which they are provided.
pub(super) struct Names {
    pub(super) modules: HashMap<&'static str, usize>,
    pub(super) labels: HashMap<String, usize>,
    pub(super) types: HashMap<&'static str, Vec<usize>>,
    pub(super) given: HashMap<&'static str, Vec<usize>>,
    /// Per entry: who asks for it.
    pub(super) dependents: Vec<Vec<usize>>,
}

impl Index {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(super) fn names(&self, registry: &Registry) -> &Names {
        self.0.get_or_init(|| Names::of(registry))
    }
}

impl Names {
    /// In order of construction; of equal names the first counts.
    fn of(registry: &Registry) -> Self {
        let (wiring, analysis) = (registry.wiring, registry.analysis);
        let mut offers: Vec<Vec<usize>> = vec![Vec::new(); wiring.nodes.len()];
        for (number, offer) in wiring.offers.iter().enumerate() {
            offers[offer.node].push(number);
        }
        let mut names = Self {
            modules: HashMap::new(),
            labels: HashMap::new(),
            types: HashMap::new(),
            given: HashMap::new(),
            dependents: vec![Vec::new(); wiring.nodes.len()],
        };
        for &module in analysis.module_order {
            let name = wiring.modules[module].name;
            names.modules.entry(name).or_insert(module);
        }
        for &node in analysis.order {
            names.labels.entry(label(wiring, node)).or_insert(node);
            for &offer in &offers[node] {
                let offer = wiring.offer(offer);
                once(names.types.entry(offer.ty).or_default(), node);
                if !offer.name.is_empty() {
                    once(names.given.entry(offer.name).or_default(), node);
                }
            }
        }
        for (edge, described) in wiring.edges.iter().enumerate() {
            for target in analysis.targets(wiring, edge) {
                once(&mut names.dependents[target], described.node);
            }
        }
        names
    }
}

/// Adds a node that may be the last already.
fn once(nodes: &mut Vec<usize>, node: usize) {
    if nodes.last() != Some(&node) {
        nodes.push(node);
    }
}
