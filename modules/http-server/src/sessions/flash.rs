use serde::{Deserialize, Serialize};

/// A message that is shown once, on the page that comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// What kind of message it is.
    pub level: FlashLevel,
    /// What it says.
    pub text: String,
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashLevel {
    /// Good to know.
    Info,
    /// Something was done.
    Success,
    /// Something may go wrong.
    Warning,
    /// Something went wrong.
    Error,
}
