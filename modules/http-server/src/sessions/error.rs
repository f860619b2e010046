use purlin::error::{Category, Error};

use crate::Problem;

/// The settings of sessions cannot be used.
pub(crate) const SETTINGS: &str = "PL1210";
/// A session would become too large.
pub(crate) const TOO_LARGE: &str = "PL1211";
/// A value cannot be put into a session.
pub(crate) const VALUE: &str = "PL1212";
/// A handler asks for a session, and nobody keeps any.
pub(crate) const NO_SESSIONS: &str = "PL1213";
/// Many requests change one session at once, or there is no randomness for its name.
pub(crate) const NOT_KEPT: &str = "PL1214";

/// What can go wrong with sessions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The settings cannot be used, or not together.
    #[error("`sessions.{setting}` cannot be used: {reason}")]
    Settings {
        /// The setting, without its prefix.
        setting: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A session would become too large.
    #[error("with `{key}` the session would have {size} bytes, and it may have {most}")]
    TooLarge {
        /// The value that is one too many.
        key: String,
        /// How large it would be.
        size: usize,
        /// How large it may be.
        most: usize,
    },
    /// A value cannot be put into a session.
    #[error("the value `{key}` cannot be put into a session: {reason}")]
    Value {
        /// Its key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A handler asks for a session, and nobody keeps any.
    #[error("a handler asks for a session, and the application keeps none")]
    NoSessions,
    /// A session could not be kept.
    #[error("a session could not be kept: {0}")]
    NotKept(String),
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        let text = error.to_string();
        match error {
            SessionError::Settings { setting, .. } => Self::new(Category::Config, SETTINGS, text)
                .action(format!("correct `sessions.{setting}`, or remove it")),
            SessionError::TooLarge { .. } => Self::new(Category::Config, TOO_LARGE, text).action(
                "keep what is large somewhere else and its name in the session, or raise \
                 `sessions.max_size`",
            ),
            SessionError::Value { .. } => Self::new(Category::Config, VALUE, text).action(
                "put a value into the session that has a form in JSON, under a key of its own",
            ),
            SessionError::NoSessions => Self::new(Category::Config, NO_SESSIONS, text)
                .action("add `SessionModule` to the modules of the application"),
            SessionError::NotKept(_) => Self::new(Category::Dependency, NOT_KEPT, text)
                .action("try again; if it stays, look at what the session store does"),
        }
    }
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        Self::from(Error::from(error))
    }
}
