//! Measures all modes on all sizes.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::arguments::Arguments;
use crate::error::BenchError;
use crate::graph::{Graph, fingerprint};
use crate::measure::measure;
use crate::mode::Mode;
use crate::project::{Project, folder};
use crate::report::{Report, Row, Scenario, SizeReport};
use crate::source;

/// A mode on its way through the runs.
struct Candidate {
    row: Row,
    project: Option<Project>,
}

/// Measures what `arguments` ask for and tells `progress` what is being done.
///
/// # Errors
/// If a file or process cannot be used, or rows would compare different graphs.
pub fn run(arguments: &Arguments, progress: &mut impl Write) -> Result<Report, BenchError> {
    let folder = folder()?;
    let mut report = Report {
        rustc: rustc()?,
        runs: arguments.runs,
        limits: arguments.limits,
        recursion_limit: arguments.recursion_limit,
        sizes: Vec::new(),
    };
    for &size in &arguments.sizes {
        let graph = Graph::new(arguments.topology, size, arguments.seed);
        say(progress, format_args!("{graph}"))?;
        let mut candidates = Vec::new();
        for &mode in &arguments.modes {
            say(progress, format_args!("  {mode}: dependencies"))?;
            candidates.push(prepare(&folder, mode, &graph, arguments)?);
        }
        // All modes in every round, so that a slow minute of the machine does not hit one of them.
        for round in 1..=arguments.runs {
            for candidate in &mut candidates {
                if let (Some(project), None) = (&candidate.project, &candidate.row.failure) {
                    say(
                        progress,
                        format_args!("  {}: run {round}", candidate.row.mode),
                    )?;
                    sample(
                        &mut candidate.row,
                        project,
                        &graph,
                        arguments,
                        &folder.join("last.log"),
                    )?;
                }
            }
        }
        let mut rows = SizeReport::new(&graph);
        for candidate in candidates {
            rows.push(candidate.row)?;
        }
        report.sizes.push(rows);
    }
    Ok(report)
}

/// Generates the project of a mode and builds its dependencies.
fn prepare(
    folder: &Path,
    mode: Mode,
    graph: &Graph,
    arguments: &Arguments,
) -> Result<Candidate, BenchError> {
    if let Some(reason) = mode.inexpressible(graph) {
        let mut row = Row::new(mode, graph.fingerprint());
        row.failure = Some(reason);
        row.inexpressible = true;
        return Ok(Candidate { row, project: None });
    }
    let project = Project::create(folder, mode, graph.size())?;
    let verbs: &[&str] = if arguments.build {
        &["check", "build"]
    } else {
        &["check"]
    };
    let built = verbs
        .iter()
        .try_for_each(|&verb| project.cargo(&[verb]).map(drop));
    project.set_program(&source::program(mode, graph, arguments.variant(false)))?;
    // What is compared is what stands in the file, not what was meant to stand there.
    let mut row = Row::new(
        mode,
        fingerprint(&source::dependencies(&project.program()?)),
    );
    match built {
        Ok(()) => {}
        Err(BenchError::Preparation { what, reason }) => {
            row.failure = Some(format!("{what}: {reason}"));
        }
        Err(other) => return Err(other),
    }
    Ok(Candidate {
        row,
        project: Some(project),
    })
}

/// One run of every scenario; ends at the first that fails.
fn sample(
    row: &mut Row,
    project: &Project,
    graph: &Graph,
    arguments: &Arguments,
    log: &Path,
) -> Result<(), BenchError> {
    let check = (
        "check",
        [
            Scenario::EmptyCheck,
            Scenario::ColdCheck,
            Scenario::EditedCheck,
        ],
    );
    let build = (
        "build",
        [
            Scenario::EmptyBuild,
            Scenario::ColdBuild,
            Scenario::EditedBuild,
        ],
    );
    for (verb, [empty, cold, edited]) in [Some(check), arguments.build.then_some(build)]
        .into_iter()
        .flatten()
    {
        let programs = [
            Some((empty, source::empty())),
            Some((
                cold,
                source::program(row.mode, graph, arguments.variant(false)),
            )),
            arguments.edit.then(|| {
                (
                    edited,
                    source::program(row.mode, graph, arguments.variant(true)),
                )
            }),
        ];
        for (scenario, program) in programs.into_iter().flatten() {
            project.set_program(&program)?;
            if scenario != edited {
                project.forget()?;
            }
            row.add(scenario, measure(project, verb, arguments.limits, log)?);
            if row.failure.is_some() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn rustc() -> Result<String, BenchError> {
    let output =
        Command::new("rustc")
            .arg("-V")
            .output()
            .map_err(|source| BenchError::Process {
                program: "rustc -V".to_owned(),
                source,
            })?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Writes a line of progress.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn say(
    progress: &mut impl Write,
    line: std::fmt::Arguments<'_>,
) -> Result<(), BenchError> {
    writeln!(progress, "{line}").map_err(BenchError::file("standard error"))
}
