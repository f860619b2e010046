use std::collections::HashSet;

use super::{ConfigError, Place};

/// One thing that is wrong with the configuration. It never holds the value of a secret.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) code: &'static str,
    pub(super) path: String,
    pub(super) message: String,
    pub(super) place: Option<Place>,
    pub(super) shows: Shows,
    pub(super) notes: Vec<String>,
    pub(super) help: Option<String>,
}

/// How much of the line in the file may be shown; everything else in it could be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// The keys and the value that the problem is about.
    Value,
    /// The keys only.
    Keys,
    /// The keys, and a mask where the value is.
    Masked,
    /// The line as it is.
    Line,
}

impl Problem {
    /// A problem with what stands at `path`; `message` is one line, lower case, no final period.
    pub(super) fn new(code: &'static str, path: impl Into<String>, message: String) -> Self {
        Self {
            code,
            path: path.into(),
            message,
            place: None,
            shows: Shows::Keys,
            notes: Vec::new(),
            help: None,
        }
    }

    pub(super) fn place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub(super) fn shows(mut self, shows: Shows) -> Self {
        self.shows = shows;
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, without the text of the file that it is in.
    pub(super) fn settle(&mut self) {
        if let Some(place) = &mut self.place {
            place.settle();
        }
    }

    /// Whether it is about a key or variable that no section knows.
    pub(super) fn is_unknown_key(&self) -> bool {
        self.code == super::codes::UNKNOWN_KEY
    }

    /// The whole problem in one line, with its place: for a log.
    #[must_use]
    pub fn to_line(&self) -> String {
        let place = self.place.as_ref().map(|place| format!(" ({place})"));
        let help = self.help.as_ref().map(|help| format!("; {help}"));
        format!(
            "[{}] {}{}{}",
            self.code,
            self.message,
            place.unwrap_or_default(),
            help.unwrap_or_default()
        )
    }

    /// The stable code, `"PL1002"`; each has a page in the book.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What it is about: the dotted path of a field, the name of a variable, or a file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where it is; `None` for a required field that is set nowhere.
    #[must_use]
    pub fn source(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The one thing to do, if there is one.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// Gathers the problems of all sources and all sections, so that one report shows them all.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing found yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the same was found before.
    pub(super) fn has(&self, problem: &Problem) -> bool {
        let same = |known: &Problem| {
            (known.code, &known.path, &known.message)
                == (problem.code, &problem.path, &problem.message)
        };
        self.0.iter().any(same)
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// What the problems after the first `known` are about.
    pub(super) fn paths_from(&self, known: usize) -> HashSet<String> {
        let new = self.0.iter().skip(known);
        new.map(|problem| problem.path.clone()).collect()
    }

    pub(super) fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    /// The one report of everything that was found.
    ///
    /// # Errors
    /// If anything was found.
    pub fn into_result(self) -> Result<(), ConfigError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(ConfigError::new(self.0))
    }
}
