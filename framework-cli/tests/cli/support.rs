//! The program under test, and folders to run it in.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Fails the test if the command failed.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.out, self.err);
        self
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// `cargo purlin …` in a folder.
pub(crate) fn purlin(folder: &Path, arguments: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-purlin"));
    command.arg("purlin").args(arguments);
    run(&mut command, folder)
}

/// `cargo …` in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Done {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments);
    run(&mut command, folder)
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is built goes beside what this test was built into, so that it is built once.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_cargo-purlin"))
        .parent()
        .and_then(Path::parent)
        .expect("target/debug/cargo-purlin")
        .to_owned()
}

/// Any command in a folder.
pub(crate) fn run(command: &mut Command, folder: &Path) -> Done {
    let output = command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS")
        .output();
    output.expect("the command runs").into()
}
