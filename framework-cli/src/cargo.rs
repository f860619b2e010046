//! Cargo, as a program that is called.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde::Deserialize;

use crate::error::CliError;

/// The cargo that called this program, or the one on the path.
pub(crate) fn command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What `cargo metadata` says that is of interest here.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) workspace_members: Vec<String>,
    pub(crate) workspace_root: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: semver::Version,
    pub(crate) rust_version: Option<String>,
    pub(crate) manifest_path: PathBuf,
    pub(crate) targets: Vec<Target>,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) kind: Vec<String>,
    pub(crate) src_path: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) rename: Option<String>,
    pub(crate) features: Vec<String>,
    pub(crate) kind: Option<String>,
}

impl Package {
    /// The dependency on the facade, whatever it is called here.
    pub(crate) fn purlin(&self) -> Option<&Dependency> {
        let mut all = self.dependencies.iter();
        all.find(|dependency| dependency.name == "purlin" && dependency.kind.is_none())
    }

    /// The first target of a kind.
    pub(crate) fn target(&self, kind: &str) -> Option<&Target> {
        self.targets
            .iter()
            .find(|target| target.kind.iter().any(|found| found == kind))
    }

    /// The folder of the package.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }
}

/// The packages of the workspace around a folder, without or with their dependencies.
///
/// # Errors
/// A project error if there is none, a command error if cargo fails.
pub(crate) fn metadata(folder: &Path, dependencies: bool) -> Result<Metadata, CliError> {
    let mut cargo = command();
    cargo
        .args(["metadata", "--format-version", "1"])
        .current_dir(folder);
    if !dependencies {
        cargo.arg("--no-deps");
    }
    let output = captured(&mut cargo)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("could not find `Cargo.toml`") {
            return Err(CliError::project(
                format!("there is no Cargo.toml in `{}` or above", folder.display()),
                "go to the folder of an application, or make one: `cargo purlin new app NAME`",
            ));
        }
        return Err(failed("cargo cannot read the project", &said));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        failed(
            "what `cargo metadata` says is not understood",
            &error.to_string(),
        )
    })
}

/// Runs a program and keeps what it prints.
///
/// # Errors
/// A command error if it cannot be started.
pub(crate) fn captured(command: &mut Command) -> Result<Output, CliError> {
    let shown = shown(command);
    command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(&format!("cannot run `{shown}`"), &error.to_string()))
}

/// A command error with what is known of it.
pub(crate) fn failed(message: &str, detail: &str) -> CliError {
    CliError::Command {
        message: message.to_owned(),
        detail: detail.trim_end().to_owned(),
    }
}

/// A command as the user would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
