//! A generated cargo project: where it lives and what stands in its manifest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::BenchError;
use crate::measure::reason;
use crate::mode::Mode;

/// The root of this workspace.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Where all generated projects live: `compile-time-bench` in the target folder.
///
/// # Errors
/// If the working directory is gone.
pub fn folder() -> Result<PathBuf, BenchError> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(WORKSPACE).join("target"), PathBuf::from);
    Ok(std::path::absolute(&target)
        .map_err(BenchError::file(&target))?
        .join("compile-time-bench"))
}

/// One generated project. Projects of one mode share a target folder, so that the framework is
/// built once.
#[derive(Debug)]
pub struct Project {
    name: String,
    folder: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Writes the manifest of `<mode>-<size>` below `folder`, together with an empty program.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn create(folder: &Path, mode: Mode, size: usize) -> Result<Self, BenchError> {
        // lockjaw does not read a package name with a hyphen.
        let name = format!("{mode}-{size}").replace("lockjaw-", "lockjaw_");
        let project = Self {
            folder: folder.join(&name),
            target: folder.join(format!("{mode}-target")),
            name,
        };
        write(
            &project.folder.join("Cargo.toml"),
            &manifest(&project.name, mode)?,
        )?;
        project.set_program(&crate::source::empty())?;
        if mode == Mode::Lockjaw {
            // It reads the sources of the crate, and of all crates that could be dependencies.
            let build = "fn main() {\n    lockjaw::build_script();\n}\n";
            write(&project.folder.join("build.rs"), build)?;
            project.cargo(&["fetch"])?;
        }
        if mode.is_purlin() {
            project.lock_like_ours()?;
        }
        Ok(project)
    }

    /// Writes the manifest of a project with the HTTP server below `folder`, together with an
    /// empty program. Whoever is compared in it has the same dependencies.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn with_http_server(folder: &Path) -> Result<Self, BenchError> {
        let name = "handlers".to_owned();
        let project = Self {
            folder: folder.join(&name),
            target: folder.join("handlers-target"),
            name,
        };
        let dependencies = format!(
            "purlin = {{ path = {}, features = [\"http-server\"] }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n",
            framework()?
        );
        let manifest = package(&project.name, &dependencies);
        write(&project.folder.join("Cargo.toml"), &manifest)?;
        project.set_program(&crate::source::empty())?;
        project.lock_like_ours()?;
        Ok(project)
    }

    /// The versions that this workspace is tested with.
    fn lock_like_ours(&self) -> Result<(), BenchError> {
        let ours = Path::new(WORKSPACE).join("Cargo.lock");
        let copied = fs::copy(&ours, self.folder.join("Cargo.lock"));
        copied.map(drop).map_err(BenchError::file(&ours))
    }

    /// Replaces the program.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn set_program(&self, text: &str) -> Result<(), BenchError> {
        write(&self.program_path(), text)
    }

    /// The program as it stands in the file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn program(&self) -> Result<String, BenchError> {
        let path = self.program_path();
        fs::read_to_string(&path).map_err(BenchError::file(&path))
    }

    fn program_path(&self) -> PathBuf {
        self.folder.join("src/main.rs")
    }

    /// Prepares `command` to run in this project: the same environment for every mode.
    pub fn enter(&self, command: &mut Command) {
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
    }

    /// Runs cargo without measuring and returns what it printed.
    ///
    /// # Errors
    /// If cargo cannot be started or fails.
    pub fn cargo(&self, arguments: &[&str]) -> Result<String, BenchError> {
        let mut command = Command::new(cargo());
        command.args(arguments).arg("--quiet");
        self.enter(&mut command);
        let output = command.output().map_err(|source| BenchError::Process {
            program: cargo(),
            source,
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(BenchError::Preparation {
            what: format!("`cargo {}` of {}", arguments.join(" "), self.name),
            reason: reason(
                &String::from_utf8_lossy(&output.stderr),
                &output.status.to_string(),
            ),
        })
    }

    /// Removes what was built of this project, incremental state included, and keeps its
    /// dependencies.
    ///
    /// # Errors
    /// If cargo fails.
    pub fn forget(&self) -> Result<(), BenchError> {
        self.cargo(&["clean", "--offline", "--package", &self.name])
            .map(drop)
    }
}

/// The cargo that started this program, or the one on the path.
#[must_use]
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

fn manifest(name: &str, mode: Mode) -> Result<String, BenchError> {
    let dependencies = match mode {
        Mode::Hand | Mode::HandDyn => String::new(),
        Mode::Shaku => "shaku = \"=0.6.3\"\n".to_owned(),
        Mode::Nject => "nject = \"=0.5.1\"\n".to_owned(),
        Mode::Lockjaw => {
            let version = "lockjaw = \"=0.3.3\"\n";
            format!("{version}\n[build-dependencies]\n{version}")
        }
        Mode::Purlin | Mode::PurlinMethods => format!(
            "purlin = {{ path = {} }}\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"rt\"] }}\n",
            framework()?
        ),
    };
    Ok(package(name, &dependencies))
}

/// Where the framework is, as a string of TOML, whose escapes are those of Rust.
fn framework() -> Result<String, BenchError> {
    let framework = Path::new(WORKSPACE).join("framework");
    let framework = fs::canonicalize(&framework).map_err(BenchError::file(&framework))?;
    Ok(format!("{:?}", framework.to_string_lossy()))
}

fn package(name: &str, dependencies: &str) -> String {
    // `[workspace]` keeps the project out of the workspace it happens to lie in.
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n[dependencies]\n{dependencies}"
    )
}

fn write(path: &Path, text: &str) -> Result<(), BenchError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(BenchError::file(folder))?;
    }
    fs::write(path, text).map_err(BenchError::file(path))
}
