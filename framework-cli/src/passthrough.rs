//! Commands that the application itself answers.

use std::{
    ffi::OsStr,
    process::{Command, ExitCode},
};

use crate::{cargo, error::CliError, project::Project};

/// `cargo run` of the project's program, quietly, with these arguments for the program.
///
/// # Errors
/// A project error if the package has no program.
pub(crate) fn program<W: AsRef<OsStr>>(
    project: &Project,
    arguments: impl IntoIterator<Item = W>,
) -> Result<Command, CliError> {
    let mut cargo = cargo::command();
    cargo
        .args(["run", "--quiet", "--package", &project.package.name])
        .args(["--bin", project.program()?, "--"])
        .args(arguments)
        .current_dir(project.folder());
    Ok(cargo)
}

/// Runs a `config …` command of the application; its output and exit code are the application's.
///
/// # Errors
/// A project error if there is no application here.
pub(crate) fn config<W: AsRef<OsStr>>(
    package: Option<&str>,
    arguments: &[W],
) -> Result<ExitCode, CliError> {
    let project = Project::find(package)?;
    let words = std::iter::once(OsStr::new("config"));
    let mut command = program(&project, words.chain(arguments.iter().map(AsRef::as_ref)))?;
    let status = command.status().map_err(|error| {
        cargo::failed(
            &format!("cannot run `{}`", cargo::shown(&command)),
            &error.to_string(),
        )
    })?;
    Ok(status.code().map_or(ExitCode::FAILURE, |code| {
        ExitCode::from(u8::try_from(code).unwrap_or(1))
    }))
}
