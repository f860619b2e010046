//! `cargo purlin new`: applications from templates, modules and components from skeletons.

pub(crate) mod app;
pub(crate) mod component;
pub(crate) mod module;

mod manifest;
mod skeleton;
mod template;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Serialize;

use crate::{cargo, error::CliError};

/// What a command made or changed.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Changes {
    pub(crate) made: Vec<PathBuf>,
    pub(crate) changed: Vec<PathBuf>,
}

impl Changes {
    /// Writes a new file, and its folder if need be. Nothing that exists is overwritten.
    ///
    /// # Errors
    /// A usage error if the file exists, a file error if it cannot be written.
    pub(crate) fn make(&mut self, path: PathBuf, text: &str) -> Result<(), CliError> {
        if path.exists() {
            return Err(CliError::usage(
                format!("`{}` exists already", path.display()),
                "choose another name, or take the file away",
            ));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| CliError::write(folder, error))?;
        }
        fs::write(&path, text).map_err(|error| CliError::write(&path, error))?;
        self.made.push(path);
        Ok(())
    }

    /// Formats the Rust files that were made: the order of imports hangs on their names. Without
    /// rustfmt they stay as they are.
    pub(crate) fn format(&self) {
        let is_rust = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "rs");
        let mut rustfmt = Command::new("rustfmt");
        rustfmt
            .args(["--quiet", "--edition", "2024"])
            .args(self.made.iter().filter(is_rust));
        let _ = cargo::captured(&mut rustfmt);
    }

    /// For people: a line per file, relative to `base` where possible.
    pub(crate) fn lines(&self, base: &Path) -> String {
        let line = |word: &str, path: &Path| {
            let shown = path.strip_prefix(base).unwrap_or(path);
            format!("  {word} {}\n", shown.display())
        };
        let made = self.made.iter().map(|path| line("made   ", path));
        let changed = self.changed.iter().map(|path| line("changed", path));
        made.chain(changed).collect()
    }
}
