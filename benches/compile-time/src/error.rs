//! What stops the benchmark. A row that cannot be measured does not: it is reported as failed.

use std::io;
use std::path::{Path, PathBuf};

/// An error that ends the benchmark.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BenchError {
    /// The command line cannot be understood.
    #[error("{0}; `--help` lists the options")]
    Arguments(String),
    /// A file, folder or stream could not be used.
    #[error("cannot use {path}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A process could not be started or waited for.
    #[error("cannot run `{program}`")]
    Process {
        /// The program.
        program: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// A command that prepares a measurement failed.
    #[error("{what} failed: {reason}")]
    Preparation {
        /// The step.
        what: String,
        /// Its own words.
        reason: String,
    },
    /// Two rows of one table do not describe the same graph.
    #[error(
        "`{mode}` was generated from graph {found:016x}, but this table compares {expected:016x}"
    )]
    Fingerprint {
        /// The mode of the row that differs.
        mode: &'static str,
        /// Fingerprint of the table's graph.
        expected: u64,
        /// Fingerprint of the row's source text.
        found: u64,
    },
    /// A generated program did not wire the graph it was generated from.
    #[error("`{mode}` on {graph} printed `{found}`, expected `{expected}`")]
    Verification {
        /// The mode.
        mode: &'static str,
        /// The graph in words.
        graph: String,
        /// The line that follows from the graph.
        expected: String,
        /// The line that the program printed.
        found: String,
    },
    /// The report could not be written as JSON.
    #[error("cannot write the report as JSON")]
    Json(#[from] serde_json::Error),
}

impl BenchError {
    /// A function that adds `path` to an I/O error.
    pub fn file(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.as_ref().to_owned(),
            source,
        }
    }
}
