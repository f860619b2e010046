//! The report as aligned text.

use std::fmt::{self, Write};

use crate::mode::Mode;
use crate::report::{Report, Row, Scenario, SizeReport};

/// What has a table of its own; the empty program is a column of each.
const TABLES: [Scenario; 4] = [
    Scenario::ColdCheck,
    Scenario::EditedCheck,
    Scenario::ColdBuild,
    Scenario::EditedBuild,
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = self
            .recursion_limit
            .map_or_else(|| "default".to_owned(), |limit| limit.to_string());
        writeln!(
            f,
            "{}, median of {} runs, recursion limit: {limit}
",
            self.rustc, self.runs
        )?;
        for size in &self.sizes {
            write!(f, "{size}")?;
        }
        for scenario in TABLES {
            for pair in self.sizes.windows(2) {
                if let [smaller, larger] = pair {
                    slope(f, scenario, smaller, larger)?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for SizeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.graph)?;
        for scenario in TABLES {
            let measured = self
                .rows
                .iter()
                .any(|row| row.cpu_seconds(scenario).is_some());
            if measured || scenario == Scenario::ColdCheck {
                self.table(f, scenario)?;
            }
        }
        Ok(())
    }
}

impl SizeReport {
    fn table(&self, f: &mut fmt::Formatter<'_>, scenario: Scenario) -> fmt::Result {
        let title = scenario.title();
        writeln!(
            f,
            "{title:<24}{:>8}{:>8}{:>10}{:>10}",
            "CPU s", "ratio", "peak MiB", "empty s"
        )?;
        let hand = self
            .row(Mode::Hand)
            .and_then(|row| row.cpu_seconds(scenario));
        for row in &self.rows {
            let mode = row.mode;
            match (row.cpu_seconds(scenario), &row.failure) {
                (_, Some(reason)) if row.inexpressible => {
                    writeln!(f, "{mode:<24}     n/a  {reason}")?;
                }
                (_, Some(reason)) => writeln!(f, "{mode:<24}  failed  {reason}")?,
                (Some(cpu), None) => {
                    let ratio = hand.map(|hand| cpu / hand);
                    let peak = row.peak_mib(scenario).unwrap_or_default();
                    let empty = row.cpu_seconds(scenario.empty());
                    writeln!(
                        f,
                        "{mode:<24}{cpu:>8.2}{}{peak:>10}{}",
                        number(ratio, 8)?,
                        number(empty, 10)?
                    )?;
                }
                (None, None) => writeln!(f, "{mode:<24}       -")?,
            }
        }
        writeln!(f)
    }
}

/// How the cost grows from one size to the next.
fn slope(
    f: &mut fmt::Formatter<'_>,
    scenario: Scenario,
    smaller: &SizeReport,
    larger: &SizeReport,
) -> fmt::Result {
    for row in &larger.rows {
        let Some(before) = smaller.row(row.mode) else {
            continue;
        };
        let of = |value: fn(&Row, Scenario) -> Option<f64>| {
            Some(value(row, scenario)? / value(before, scenario)?)
        };
        let Some(total) = of(Row::cpu_seconds) else {
            continue;
        };
        write!(
            f,
            "{}: CPU({})/CPU({}) {:<15}{total:>6.2}",
            scenario.title(),
            larger.size,
            smaller.size,
            row.mode
        )?;
        match of(Row::own_cpu_seconds).filter(|own| own.is_finite()) {
            Some(own) => writeln!(f, "{own:>8.2} without the empty program")?,
            None => writeln!(f)?,
        }
    }
    Ok(())
}

fn number(value: Option<f64>, width: usize) -> Result<String, fmt::Error> {
    let mut text = String::new();
    match value {
        Some(value) => write!(text, "{value:>width$.2}")?,
        None => write!(text, "{:>width$}", "-")?,
    }
    Ok(text)
}
