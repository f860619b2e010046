use std::fmt;

use super::{Problem, codes, report};
use crate::error::{Category, Error};

/// Everything that is wrong with the configuration, in one report: grouped by source, with the
/// lines of the file that it is about, and without the value of any secret.
#[derive(Debug)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

impl ConfigError {
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        report::sort(&mut problems);
        Self { problems }
    }

    /// The problems, grouped by source and in the order of the source.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    fn headline(&self) -> String {
        match self.problems.len() {
            1 => "the configuration has 1 problem".to_owned(),
            many => format!("the configuration has {many} problems"),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        report::write(&self.problems, formatter)
    }
}

impl std::error::Error for ConfigError {}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::new(Category::Config, codes::REPORT, error.headline()).caused_by(error)
    }
}
