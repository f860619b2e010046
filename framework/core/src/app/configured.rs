//! The configuration of a start.

use std::sync::Arc;

use crate::{
    config::{ConfigLoader, ConfigTree, LiveValues, Problems, ReadSection, SectionInfo, read},
    error::Error,
    lifecycle::{self, uncovered},
    private::Application,
};

/// Reads every section; all problems are reported together.
pub(super) fn configure<A: Application>(
    loader: &ConfigLoader,
    replaced: Vec<usize>,
) -> Result<Configured, Error> {
    let sections = A::TABLE.sections.iter();
    let sections: Vec<(SectionInfo, ReadSection)> = sections
        .map(|section| (section.info, section.read))
        .collect();
    let snapshot = read(loader, &sections)?;
    for warning in snapshot.tree.warnings() {
        tracing::warn!(target: "purlin", "{}", warning.to_line());
    }
    let mut problems = Problems::new();
    let left_out = left_out::<A>(&snapshot.tree, replaced, &mut problems);
    problems.into_result()?;
    Ok(Configured {
        left_out,
        tree: Arc::clone(&snapshot.tree),
        values: LiveValues::new(snapshot, sections.iter().map(|(info, _)| info.instance())),
        sections,
    })
}

/// The nodes whose condition does not hold. What is needed all the same is a problem, unless it
/// was replaced.
pub(super) fn left_out<A: Application>(
    tree: &ConfigTree,
    replaced: Vec<usize>,
    problems: &mut Problems,
) -> Vec<usize> {
    let sections = A::TABLE.sections.iter();
    let sections: Vec<(usize, SectionInfo)> = sections
        .map(|section| (section.node, section.info))
        .collect();
    let nodes = lifecycle::left_out(A::WIRING, tree, &sections);
    uncovered(
        (A::WIRING, &A::ANALYSIS),
        (tree, &sections),
        (&nodes, replaced),
        problems,
    );
    nodes
}

/// A configuration that was read.
pub(super) struct Configured {
    /// The nodes whose condition does not hold.
    pub(super) left_out: Vec<usize>,
    pub(super) tree: Arc<ConfigTree>,
    pub(super) values: LiveValues,
    pub(super) sections: Vec<(SectionInfo, ReadSection)>,
}
