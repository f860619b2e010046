//! Reading source after source, each over what was read before.

use std::collections::HashSet;

use super::{
    super::{
        Feeder, Place, Priority, Problem, Problems, Source, SourceState, SourceStatus,
        feeder::{Context, Reading, environment, environment::Given},
        known::Known,
        layer::Layer,
        node::{Table, merge, merge_at},
        place::Spot,
    },
    ConfigLoader,
};

/// The sources that a loader holds itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Environment,
    CommandLine,
    Code,
}

/// Lays source over source.
pub(super) struct Merging<'a> {
    pub(super) loader: &'a ConfigLoader,
    pub(super) known: &'a Known,
    pub(super) values: Table,
    pub(super) suspected: HashSet<String>,
    pub(super) statuses: Vec<SourceStatus>,
    pub(super) warnings: Vec<Problem>,
    /// Sources that could not be read, in order: reported after what the others hold.
    pub(super) broken: Vec<Problem>,
}

impl Merging<'_> {
    fn context(&self) -> Context<'_> {
        Context {
            known: self.known,
            names: &self.loader.names,
            flat: self.loader.flat,
        }
    }

    pub(super) fn read(&mut self, source: &Source, problems: &mut Problems) {
        let state = match source.read(&self.context()) {
            Reading::Values(layer) => {
                self.take(*layer, problems);
                SourceState::Read
            }
            Reading::Absent => SourceState::Absent,
            Reading::Broken(problem) => {
                self.broken.push(*problem);
                SourceState::Broken
            }
        };
        self.statuses.push(source.status(state));
    }

    pub(super) fn read_own(&mut self, own: Own, problems: &mut Problems) {
        let layer = match own {
            Own::Environment => self.environment(),
            Own::CommandLine | Own::Code => {
                let mut table = Table::new();
                let feeder = if own == Own::Code {
                    Feeder::Code
                } else {
                    Feeder::CommandLine
                };
                let set = self.loader.set.iter();
                for (path, node) in set.filter(|(_, node)| node.place.feeder() == feeder) {
                    let path: Vec<&str> = path.split('.').collect();
                    merge_at(&mut table, &path, node.clone());
                }
                Layer::checked(table, self.known)
            }
        };
        self.take(layer, problems);
    }

    fn environment(&self) -> Layer {
        let given = self.loader.variables.iter().map(|(name, value)| {
            let name = name.to_string_lossy().into_owned();
            Given {
                place: Place::new(Spot::Variable(name.as_str().into()), Priority::ENVIRONMENT),
                value: value.to_str().map(str::to_owned),
                name,
            }
        });
        environment::read(given, &self.context())
    }

    fn take(&mut self, layer: Layer, problems: &mut Problems) {
        merge(&mut self.values, layer.values, Some(self.known));
        self.suspected.extend(layer.suspected);
        self.warnings.extend(layer.warnings);
        for problem in layer.problems {
            if self.loader.permissive && problem.is_unknown_key() {
                self.warnings.push(problem);
            } else {
                problems.push(problem);
            }
        }
    }
}
