//! The measured rows, and the rule that only equal graphs are compared.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::BenchError;
use crate::graph::Graph;
use crate::measure::{Limits, Outcome, Usage};
use crate::mode::Mode;

/// What is measured in one run of cargo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// `cargo check` of a program without services: the cost of everything but the program.
    EmptyCheck,
    /// `cargo check`, nothing known of the program.
    ColdCheck,
    /// `cargo check` after one method body changed.
    EditedCheck,
    /// `cargo build` of a program without services.
    EmptyBuild,
    /// `cargo build`, nothing known of the program.
    ColdBuild,
    /// `cargo build` after one method body changed.
    EditedBuild,
}

impl Scenario {
    /// The scenario that measures the same without the program.
    #[must_use]
    pub fn empty(self) -> Self {
        match self {
            Self::EmptyCheck | Self::ColdCheck | Self::EditedCheck => Self::EmptyCheck,
            Self::EmptyBuild | Self::ColdBuild | Self::EditedBuild => Self::EmptyBuild,
        }
    }

    /// The name in reports.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::EmptyCheck => "check, empty program",
            Self::ColdCheck => "check, cold",
            Self::EditedCheck => "check, one body edited",
            Self::EmptyBuild => "build, empty program",
            Self::ColdBuild => "build, cold",
            Self::EditedBuild => "build, one body edited",
        }
    }
}

/// The samples of one mode and size; raw, no outlier dropped.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The way of wiring.
    pub mode: Mode,
    /// Fingerprint of the graph, read back from the program's text; 0 if there is no program.
    pub fingerprint: u64,
    /// Everything that was measured.
    pub samples: BTreeMap<Scenario, Vec<Usage>>,
    /// Why the mode was not, or not completely, measured.
    pub failure: Option<String>,
    /// Whether that is because the mode cannot say this graph.
    pub inexpressible: bool,
}

impl Row {
    /// A row without samples.
    #[must_use]
    pub fn new(mode: Mode, fingerprint: u64) -> Self {
        Self {
            mode,
            fingerprint,
            samples: BTreeMap::new(),
            failure: None,
            inexpressible: false,
        }
    }

    /// Takes a measurement in.
    pub fn add(&mut self, scenario: Scenario, outcome: Outcome) {
        match outcome {
            Ok(usage) => self.samples.entry(scenario).or_default().push(usage),
            Err(reason) => self.failure = Some(format!("{}: {reason}", scenario.title())),
        }
    }

    /// Median of the CPU seconds.
    #[must_use]
    pub fn cpu_seconds(&self, scenario: Scenario) -> Option<f64> {
        let mut values: Vec<f64> = self
            .samples
            .get(&scenario)?
            .iter()
            .map(|usage| usage.cpu_seconds)
            .collect();
        values.sort_unstable_by(f64::total_cmp);
        let upper = *values.get(values.len() / 2)?;
        let lower = *values.get((values.len() - 1) / 2)?;
        Some(f64::midpoint(lower, upper))
    }

    /// Median CPU seconds without those of the empty program.
    #[must_use]
    pub fn own_cpu_seconds(&self, scenario: Scenario) -> Option<f64> {
        Some(self.cpu_seconds(scenario)? - self.cpu_seconds(scenario.empty())?)
    }

    /// Median of the peak memory in MiB.
    #[must_use]
    pub fn peak_mib(&self, scenario: Scenario) -> Option<u64> {
        let mut values: Vec<u64> = self
            .samples
            .get(&scenario)?
            .iter()
            .map(|usage| usage.peak_mib)
            .collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    }
}

/// All rows of one graph.
#[derive(Debug, Serialize)]
pub struct SizeReport {
    /// The graph in words.
    pub graph: String,
    /// Number of services.
    pub size: usize,
    /// Number of dependencies.
    pub edges: usize,
    /// Fingerprint of the graph.
    pub fingerprint: u64,
    /// One row for each mode.
    pub rows: Vec<Row>,
}

impl SizeReport {
    /// A report on `graph` without rows.
    #[must_use]
    pub fn new(graph: &Graph) -> Self {
        Self {
            graph: graph.to_string(),
            size: graph.size(),
            edges: graph.edges(),
            fingerprint: graph.fingerprint(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If the row was generated from another graph.
    pub fn push(&mut self, row: Row) -> Result<(), BenchError> {
        if row.fingerprint != self.fingerprint {
            return Err(BenchError::Fingerprint {
                mode: row.mode.name(),
                expected: self.fingerprint,
                found: row.fingerprint,
            });
        }
        self.rows.push(row);
        Ok(())
    }

    /// The row of `mode`.
    #[must_use]
    pub fn row(&self, mode: Mode) -> Option<&Row> {
        self.rows.iter().find(|row| row.mode == mode)
    }
}

/// Everything that one invocation measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `rustc -V` of the compiler that was measured.
    pub rustc: String,
    /// How many runs each median has.
    pub runs: usize,
    /// The limits of each run.
    pub limits: Limits,
    /// The `recursion_limit` that was asked for.
    pub recursion_limit: Option<u32>,
    /// One entry for each size, in the order given.
    pub sizes: Vec<SizeReport>,
}

#[cfg(test)]
mod tests {
    use super::{Row, Scenario, SizeReport};
    use crate::graph::Graph;
    use crate::measure::Usage;
    use crate::mode::Mode;
    use crate::topology::Topology;

    #[test]
    fn rows_of_another_graph_are_refused() {
        let graph = Graph::new(Topology::Dag, 20, 1);
        let mut report = SizeReport::new(&graph);
        assert!(
            report
                .push(Row::new(Mode::Hand, graph.fingerprint()))
                .is_ok()
        );
        let other = Graph::new(Topology::Dag, 20, 2);
        let refused = report.push(Row::new(Mode::Shaku, other.fingerprint()));
        assert!(refused.is_err_and(|error| {
            error
                .to_string()
                .starts_with("`shaku` was generated from graph")
        }));
        assert_eq!(report.rows.len(), 1);
    }

    #[test]
    fn the_middle_sample_is_reported() {
        let mut row = Row::new(Mode::Hand, 0);
        for cpu_seconds in [0.5, 0.1, 0.2] {
            row.add(
                Scenario::ColdCheck,
                Ok(Usage {
                    cpu_seconds,
                    peak_mib: 7,
                }),
            );
        }
        assert_eq!(row.cpu_seconds(Scenario::ColdCheck), Some(0.2));
        row.add(
            Scenario::ColdCheck,
            Ok(Usage {
                cpu_seconds: 0.4,
                peak_mib: 7,
            }),
        );
        assert!(
            row.cpu_seconds(Scenario::ColdCheck)
                .is_some_and(|cpu| (cpu - 0.3).abs() < 1e-9)
        );
        assert_eq!(row.cpu_seconds(Scenario::ColdBuild), None);
    }
}
