//! What can go wrong, with one thing to do.

use std::{io, path::PathBuf, process::ExitCode};

/// An error of `cargo purlin`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The user asked for something that makes no sense.
    #[error("{message}")]
    Usage { message: String, help: String },
    /// A project is not as it would have to be.
    #[error("{message}")]
    Project { message: String, help: String },
    /// A file or folder cannot be read or written.
    #[error("cannot {doing} `{}`", path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// Cargo or the application did not do what it was asked for.
    #[error("{message}")]
    Command { message: String, detail: String },
}

impl CliError {
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            help: help.into(),
        }
    }

    pub(crate) fn project(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Project {
            message: message.into(),
            help: help.into(),
        }
    }

    pub(crate) fn read(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File {
            doing: "read",
            path: path.into(),
            source,
        }
    }

    pub(crate) fn write(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File {
            doing: "write",
            path: path.into(),
            source,
        }
    }

    /// The class of the error, as a word.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::Project { .. } => "project",
            Self::File { .. } => "file",
            Self::Command { .. } => "command",
        }
    }

    /// What to do about it, or what is known besides.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Usage { help, .. } | Self::Project { help, .. } => help.clone(),
            Self::File { source, .. } => source.to_string(),
            Self::Command { detail, .. } => detail.clone(),
        }
    }

    /// 2 for a wrong request, as clap exits, and 1 for everything else.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage { .. } => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
