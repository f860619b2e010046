//! The package that a command is about.

use std::path::{Path, PathBuf};

use crate::{
    cargo::{self, Metadata, Package},
    error::CliError,
};

/// An application or module crate that uses Purlin.
pub(crate) struct Project {
    pub(crate) package: Package,
    pub(crate) workspace: PathBuf,
}

impl Project {
    /// The package of this name, or the only one of the current folder that uses Purlin.
    ///
    /// # Errors
    /// A project error that says which packages there are.
    pub(crate) fn find(package: Option<&str>) -> Result<Self, CliError> {
        let here = std::env::current_dir().map_err(|error| CliError::read(".", error))?;
        Self::among(&here, cargo::metadata(&here, false)?, package)
    }

    fn among(here: &Path, metadata: Metadata, asked: Option<&str>) -> Result<Self, CliError> {
        let workspace = metadata.workspace_root;
        let members: Vec<Package> = metadata
            .packages
            .into_iter()
            .filter(|package| metadata.workspace_members.contains(&package.id))
            .collect();
        let project = |package: &Package| Self {
            package: package.clone(),
            workspace: workspace.clone(),
        };
        if let Some(name) = asked {
            let found = members.iter().find(|package| package.name == name);
            return found.map(project).ok_or_else(|| {
                CliError::project(
                    format!("the workspace has no package `{name}`"),
                    format!("use one of {}", list(&members)),
                )
            });
        }
        // The package that the user stands in, then the only one that fits.
        let around = members
            .iter()
            .filter(|package| package.purlin().is_some() && here.starts_with(package.folder()))
            .max_by_key(|package| package.folder().as_os_str().len());
        if let Some(package) = around {
            return Ok(project(package));
        }
        let users: Vec<Package> = members
            .iter()
            .filter(|package| package.purlin().is_some())
            .cloned()
            .collect();
        match users.as_slice() {
            [only] => Ok(project(only)),
            [] => Err(CliError::project(
                "no package here depends on `purlin`",
                "go to the folder of an application, or make one: `cargo purlin new app NAME`",
            )),
            several => Err(CliError::project(
                "several packages here depend on `purlin`",
                format!("say which with `--package`: {}", list(several)),
            )),
        }
    }

    /// The folder of the package.
    pub(crate) fn folder(&self) -> &Path {
        self.package.folder()
    }

    /// The root file of the library, or of the program if there is no library.
    ///
    /// # Errors
    /// A project error if there is neither.
    pub(crate) fn root_file(&self) -> Result<&Path, CliError> {
        let target = self
            .package
            .target("lib")
            .or_else(|| self.package.target("bin"));
        target
            .map(|target| target.src_path.as_path())
            .ok_or_else(|| {
                CliError::project(
                    format!(
                        "the package `{}` has neither a library nor a program",
                        self.package.name
                    ),
                    "add `src/main.rs`",
                )
            })
    }

    /// The name of the program.
    ///
    /// # Errors
    /// A project error if the package has none, or several and no default.
    pub(crate) fn program(&self) -> Result<&str, CliError> {
        let programs: Vec<&str> = self
            .package
            .targets
            .iter()
            .filter(|target| target.kind.iter().any(|kind| kind == "bin"))
            .map(|target| target.name.as_str())
            .collect();
        match programs.as_slice() {
            [only] => Ok(only),
            [] => Err(CliError::project(
                format!("the package `{}` has no program to run", self.package.name),
                "add `src/main.rs` with `fn main() -> ExitCode { App::main() }`",
            )),
            several => several
                .iter()
                .find(|name| **name == self.package.name)
                .copied()
                .ok_or_else(|| {
                    CliError::project(
                        format!("the package `{}` has several programs", self.package.name),
                        format!("call one by hand: `cargo run --bin {}`", several[0]),
                    )
                }),
        }
    }
}

fn list(packages: &[Package]) -> String {
    let names: Vec<String> = packages
        .iter()
        .map(|package| format!("`{}`", package.name))
        .collect();
    names.join(", ")
}
