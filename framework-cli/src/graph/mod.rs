//! `cargo purlin graph`: what is wired to what, as text or as a page.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use serde_json::json;

mod page;

use crate::{
    args::{Graph, GraphFormat},
    cargo,
    check::{self, Build},
    error::CliError,
    output::Output,
    passthrough,
    project::Project,
};

/// Prints, writes or opens the graph.
///
/// # Errors
/// A project error if there is no application, a command error if it does not build.
pub(crate) fn graph(asked: &Graph, output: &Output) -> Result<ExitCode, CliError> {
    let project = Project::find(asked.package.as_deref())?;
    let format = asked
        .format
        .unwrap_or(match (asked.open, output.is_json()) {
            (true, _) => GraphFormat::Html,
            (false, true) => GraphFormat::Json,
            (false, false) => GraphFormat::Mermaid,
        });
    let text = match format {
        GraphFormat::Html => page(&project, output)?,
        GraphFormat::Mermaid => of_application(&project, "mermaid")?,
        GraphFormat::Dot => of_application(&project, "dot")?,
        GraphFormat::Json => of_application(&project, "json")?,
    };
    if !asked.open && asked.output.is_none() {
        output.text(&text);
        return Ok(ExitCode::SUCCESS);
    }
    let path = asked
        .output
        .clone()
        .unwrap_or_else(|| default_file(&project, format));
    fs::write(&path, text).map_err(|error| CliError::write(&path, error))?;
    output.result(
        &format!("graph written to {}\n", path.display()),
        &json!({ "file": path }),
    );
    if asked.open {
        open(&path)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page: the graph of the application, with the problems of its build marked.
fn page(project: &Project, output: &Output) -> Result<String, CliError> {
    let Build {
        succeeded,
        diagnostics,
    } = check::build(project, output)?;
    if !succeeded {
        let errors = diagnostics.iter().filter(|found| found.level == "error");
        let shown: Vec<&str> = errors.map(|found| found.rendered.trim_end()).collect();
        return Err(cargo::failed(
            "the application does not build, so it has no graph yet",
            &shown.join("\n\n"),
        ));
    }
    let graph = of_application(project, "json")?;
    let own: Vec<_> = diagnostics
        .into_iter()
        .filter(|found| found.code.is_some())
        .collect();
    page::page(&project.package.name, &graph, &own)
}

/// What the application's own `graph` command prints.
fn of_application(project: &Project, format: &str) -> Result<String, CliError> {
    let mut command = passthrough::program(project, ["graph", "--format", format])?;
    let done = cargo::captured(&mut command)?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(cargo::failed(
            "the application does not print its graph",
            &said,
        ));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn default_file(project: &Project, format: GraphFormat) -> PathBuf {
    let ending = match format {
        GraphFormat::Mermaid => "mmd",
        GraphFormat::Dot => "dot",
        GraphFormat::Json => "json",
        GraphFormat::Html => "html",
    };
    project
        .workspace
        .join("target")
        .join(format!("{}-graph.{ending}", project.package.name))
}

/// Shows a file with the program that the user's desktop has for it.
fn open(path: &Path) -> Result<(), CliError> {
    let opener = env::var_os("BROWSER").unwrap_or_else(|| {
        if cfg!(target_os = "macos") {
            "open"
        } else {
            "xdg-open"
        }
        .into()
    });
    let mut command = Command::new(&opener);
    command.arg(path);
    let done = cargo::captured(&mut command)?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(cargo::failed(
        &format!("`{}` cannot show the page", opener.to_string_lossy()),
        &said,
    ))
}
