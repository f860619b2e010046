//! What changed between two contracts, and whether clients break.

mod operations;
mod schema;

use std::{fmt, fs, path::Path};

use serde_json::Value;

use crate::{ApiError, Contract};

/// What changed between two contracts.
///
/// ```
/// use purlin_api::{Contract, Drift};
/// use serde_json::json;
///
/// let path = json!({ "get": { "responses": { "200": { "description": "OK" } } } });
/// let info = json!({ "version": "1.0.0" });
/// let before = Contract::recorded(json!({ "info": info, "paths": { "/a": path } }));
/// let after = Contract::recorded(json!({ "info": info, "paths": {} }));
/// let drift = Drift::between(&before, &after);
/// assert_eq!(drift.changes()[0].to_string(), "`GET /a` is gone");
/// assert!(after.check(&before).is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    changes: Vec<Change>,
    /// Whether the version says that clients may break.
    announced: bool,
}

/// One change of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The operation, `POST /orders`.
    pub operation: String,
    /// What is different there.
    pub what: String,
    /// Whether clients that kept to the contract break.
    pub breaking: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`{}", self.operation, self.what)
    }
}

impl Drift {
    /// Compares a contract with a later one.
    #[must_use]
    pub fn between(before: &Contract, after: &Contract) -> Self {
        let (before, after) = (before.document(), after.document());
        Self {
            changes: operations::changes(before, after),
            announced: announces(&version(before), &version(after)),
        }
    }

    /// All changes, by operation.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes that break clients.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.breaking)
    }

    /// The first change that breaks clients, or the first at all.
    #[must_use]
    pub fn first(&self) -> Option<&Change> {
        self.breaking().next().or_else(|| self.changes.first())
    }

    /// Whether clients break and the version does not say so.
    #[must_use]
    pub fn breaks(&self) -> bool {
        !self.announced && self.breaking().next().is_some()
    }
}

impl Contract {
    /// Compares it with what clients were promised.
    ///
    /// # Errors
    /// PL1701 if clients break and the version does not say so by its first number, or by its second
    /// below 1.0.
    pub fn check(&self, recorded: &Self) -> Result<Drift, ApiError> {
        let drift = Drift::between(recorded, self);
        if drift.breaks() {
            return Err(ApiError::Drift(drift));
        }
        Ok(drift)
    }

    /// Compares it with the contract that is recorded in a file: for a test. With the environment
    /// variable `PURLIN_WRITE` the file is written, if clients do not break.
    ///
    /// # Errors
    /// PL1701 if clients break; PL1702 if the file cannot be read, or is of an earlier contract; with the
    /// feature `validation` PL1706 if an example does not keep to its schema.
    pub fn check_file(&self, path: impl AsRef<Path>) -> Result<(), ApiError> {
        #[cfg(feature = "validation")]
        self.check_examples()?;
        let path = path.as_ref();
        let wrong = |reason: String| ApiError::Recording {
            path: path.display().to_string(),
            reason,
        };
        let write = std::env::var_os("PURLIN_WRITE").is_some();
        if write && !path.exists() {
            return fs::write(path, self.text()).map_err(|error| wrong(error.to_string()));
        }
        let recorded = Self::read(path)?;
        let drift = self.check(&recorded)?;
        if *self == recorded {
            return Ok(());
        }
        if write {
            return fs::write(path, self.text()).map_err(|error| wrong(error.to_string()));
        }
        let what = drift.changes.first().map(ToString::to_string);
        let what = what.unwrap_or_else(|| "its texts are others".to_owned());
        Err(wrong(format!("it is of an earlier contract: {what}")))
    }

    /// Reads a recorded contract.
    pub(crate) fn read(path: &Path) -> Result<Self, ApiError> {
        let wrong = |reason: String| ApiError::Recording {
            path: path.display().to_string(),
            reason,
        };
        let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let document: Value =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if !document["paths"].is_object() {
            return Err(wrong(
                "it is no OpenAPI document: it has no `paths`".to_owned(),
            ));
        }
        Ok(Self::recorded(document))
    }
}

fn version(document: &Value) -> Vec<u64> {
    let text = document["info"]["version"].as_str().unwrap_or_default();
    let text = text.trim_start_matches('v');
    let numbers = text.split(|letter: char| !letter.is_ascii_digit());
    numbers.map_while(|number| number.parse().ok()).collect()
}

/// Whether the later version tells clients that they may break, as semantic versions do.
fn announces(before: &[u64], after: &[u64]) -> bool {
    let part = |version: &[u64], index: usize| version.get(index).copied().unwrap_or(0);
    let (old, new) = (part(before, 0), part(after, 0));
    new > old || (new == 0 && old == 0 && part(after, 1) > part(before, 1))
}
