//! `cargo purlin doctor`: what is not as it should be, each with one thing to do.

use std::{fmt::Write as _, process::ExitCode};

use serde::Serialize;
use serde_json::json;

mod configuration;
mod dependencies;
mod modules;
mod toolchain;

use crate::{
    args::Target, cargo, check::plural, error::CliError, output::Output, project::Project,
};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Fine,
    Warning,
    Error,
}

/// What one check found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) check: &'static str,
    pub(crate) level: Level,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) help: String,
}

impl Finding {
    fn fine(check: &'static str, message: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Fine,
            message: message.into(),
            help: String::new(),
        }
    }

    fn warning(check: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Warning,
            message: message.into(),
            help: help.into(),
        }
    }

    fn error(check: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            check,
            level: Level::Error,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Examines a project. It fails if something is wrong, not if something is only worth a look.
///
/// # Errors
/// A project error if there is no application here.
pub(crate) fn doctor(target: &Target, output: &Output) -> Result<ExitCode, CliError> {
    let project = Project::find(target.package.as_deref())?;
    let metadata = cargo::metadata(project.folder(), true)?;
    let mut findings = vec![toolchain::examine(&metadata)?];
    findings.extend(dependencies::examine(&metadata));
    findings.extend(modules::examine(&project)?);
    output.progress("building, to ask the application about its configuration…");
    findings.extend(configuration::examine(&project)?);
    let count = |level: Level| findings.iter().filter(|found| found.level == level).count();
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let mut text = String::new();
    for finding in &findings {
        let mark = match finding.level {
            Level::Fine => "ok     ",
            Level::Warning => "warning",
            Level::Error => "error  ",
        };
        let indent = format!("\n{}", " ".repeat(24));
        let _ = writeln!(
            text,
            "{mark}  {:<13}  {}",
            finding.check,
            finding.message.trim_end().replace('\n', &indent)
        );
        if !finding.help.is_empty() {
            let _ = writeln!(
                text,
                "{:24}help: {}",
                "",
                finding.help.replace('\n', &indent)
            );
        }
    }
    let _ = writeln!(
        text,
        "\n`{}`: {}, {}",
        project.package.name,
        plural(errors, "error"),
        plural(warnings, "warning")
    );
    output.result(
        &text,
        &json!({ "package": project.package.name, "findings": findings }),
    );
    Ok(if errors > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
