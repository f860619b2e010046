//! What is there only when a setting has a value.

use super::replaced::{gone, skipped};
use crate::{
    config::{ConfigTree, Problem, Problems, SectionInfo},
    graph::{AnalysisView, Condition, EdgeKind, Wiring},
};

/// The nodes of sections, and where each is read from.
pub(crate) type Sections = [(usize, SectionInfo)];

/// The nodes whose condition does not hold.
pub(crate) fn left_out(wiring: &Wiring, tree: &ConfigTree, sections: &Sections) -> Vec<usize> {
    let nodes = wiring.nodes.iter().enumerate();
    nodes
        .filter(|(number, node)| {
            node.when.is_some_and(|when| {
                let path = path_of(wiring, *number, &when, sections);
                tree.setting(&path).as_deref() != Some(when.value)
            })
        })
        .map(|(number, _)| number)
        .collect()
}

/// The path of the setting that a condition is about: of an instance of a module its own.
fn path_of(wiring: &Wiring, node: usize, when: &Condition, sections: &Sections) -> String {
    let module = wiring.node(node).module;
    let own = sections.iter().find_map(|(section, info)| {
        let shared = info.shared?;
        let rest = when.path.strip_prefix(shared)?.strip_prefix('.')?;
        (wiring.node(*section).module == module).then(|| format!("{}.{rest}", info.prefix))
    });
    own.unwrap_or_else(|| when.path.to_owned())
}

/// Says of what is needed and chosen by a setting that the setting chooses nothing.
pub(crate) fn uncovered(
    (wiring, analysis): (&'static Wiring, &AnalysisView),
    (tree, sections): (&ConfigTree, &Sections),
    (left_out, replaced): (&[usize], Vec<usize>),
    problems: &mut Problems,
) {
    let covered = replaced.clone();
    let gone = gone(wiring, left_out, replaced);
    let skipped = if gone.is_empty() {
        Vec::new()
    } else {
        skipped(wiring, analysis, &gone)
    };
    let mut told: Vec<(String, &str)> = Vec::new();
    for (number, edge) in wiring.edges.iter().enumerate() {
        let runs = !skipped.get(edge.node).copied().unwrap_or(false);
        let asks = !edge.kind.does_without() && edge.kind != EdgeKind::Decorators;
        if !analysis.is_switch(number) || !runs || !asks {
            continue;
        }
        let candidates = edge.candidates..edge.candidates + edge.candidate_count;
        let offers: Vec<usize> = candidates
            .filter(|candidate| analysis.active[*candidate])
            .map(|candidate| wiring.candidates[candidate].offer)
            .collect();
        let there = |offer: &usize| {
            covered.contains(offer) || !left_out.contains(&wiring.offer(*offer).node)
        };
        if offers.iter().any(there) {
            continue;
        }
        let mut possible: Vec<(String, &str)> = offers
            .iter()
            .map(|offer| wiring.offer(*offer).node)
            .filter_map(|node| {
                let when = wiring.node(node).when?;
                Some((path_of(wiring, node, &when, sections), when.value))
            })
            .collect();
        possible.dedup();
        let Some((path, _)) = possible.first().cloned() else {
            continue;
        };
        if told.contains(&(path.clone(), edge.ty)) {
            continue;
        }
        problems.push(Problem::uncovered(tree, &path, edge.ty, &possible));
        told.push((path, edge.ty));
    }
}
