//! `cargo purlin check`: the build's findings, for people as the compiler shows them, for
//! programs as data.

use std::{fmt::Write as _, process::ExitCode};

use serde_json::json;

use crate::{
    args::Target,
    cargo,
    diagnostic::{self, Diagnostic},
    error::CliError,
    listed,
    output::Output,
    project::Project,
};

/// A build: whether it succeeded, and what the compiler said.
pub(crate) struct Build {
    pub(crate) succeeded: bool,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Builds the project.
///
/// # Errors
/// A command error if cargo fails before the compiler says anything.
pub(crate) fn build(project: &Project, output: &Output) -> Result<Build, CliError> {
    output.progress("building…");
    let mut cargo = cargo::command();
    cargo
        .args([
            "build",
            "--message-format",
            "json",
            "--package",
            &project.package.name,
        ])
        .current_dir(project.folder());
    let done = cargo::captured(&mut cargo)?;
    let mut diagnostics = diagnostic::read(&String::from_utf8_lossy(&done.stdout));
    listed::explain(&mut diagnostics, &project.workspace);
    let succeeded = done.status.success();
    if !succeeded && !diagnostics.iter().any(|found| found.level == "error") {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(cargo::failed("cargo cannot build the project", &said));
    }
    Ok(Build {
        succeeded,
        diagnostics,
    })
}

/// Builds and reports.
///
/// # Errors
/// See [`build`].
pub(crate) fn check(target: &Target, output: &Output) -> Result<ExitCode, CliError> {
    let project = Project::find(target.package.as_deref())?;
    let Build {
        succeeded,
        diagnostics,
    } = build(&project, output)?;
    let mut text = String::new();
    for diagnostic in &diagnostics {
        text.push_str(&diagnostic.rendered);
        text.push('\n');
    }
    let count = |level: &str| {
        diagnostics
            .iter()
            .filter(|found| found.level == level)
            .count()
    };
    let _ = writeln!(
        text,
        "`{}`: {}, {}",
        project.package.name,
        plural(count("error"), "error"),
        plural(count("warning"), "warning"),
    );
    let document = json!({
        "package": project.package.name,
        "succeeded": succeeded,
        "diagnostics": diagnostics,
    });
    output.result(&text, &document);
    Ok(if succeeded {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `1 error`, `2 errors`
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
