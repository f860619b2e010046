//! What can go wrong with a cache, each with its code and the one thing to do about it.

use std::sync::Arc;

use purlin::error::{BoxError, Category, Error};

/// The codes of this crate, `PL16xx`; each has a page in the book.
pub mod codes {
    /// Redis does not answer.
    pub const AWAY: &str = "PL1601";
    /// The address of Redis is not one that this build understands.
    pub const URL: &str = "PL1602";
    /// A value cannot be written down.
    pub const CODEC: &str = "PL1603";
    /// Redis refused a command.
    pub const REFUSED: &str = "PL1604";
    /// A file with certificates cannot be used.
    pub const CERTIFICATES: &str = "PL1605";
    /// The store of the application that the cache should be in is missing.
    pub const NO_STORE: &str = "PL1606";
}

/// A failure of the cache. No variant holds or prints credentials or values. Cheap to clone: all
/// who waited for one load get the same.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// Redis does not answer, and `cache.when_away` is `fail`.
    #[error("{store} does not answer: {reason}")]
    Away {
        /// What does not: `Redis`, or as a store of the application is called.
        store: Arc<str>,
        /// Why, in one clause.
        reason: Arc<str>,
    },
    /// The address of Redis is not one that this build understands.
    #[error("the address of Redis {reason}")]
    Url {
        /// What is wrong with it: a clause that follows "the address of Redis".
        reason: Arc<str>,
    },
    /// A value cannot be written down.
    #[error("a value of region `{region}` cannot be written down")]
    Codec {
        /// The region.
        region: Arc<str>,
        /// What the codec said.
        #[source]
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// Redis refused a command.
    #[error("{store} refused a command: {reason}")]
    Refused {
        /// Who did: `Redis`, or as a store of the application is called.
        store: Arc<str>,
        /// What it said.
        reason: Arc<str>,
    },
    /// `cache.backend` is `own`, and the application provides no store.
    #[error("there is no store of the application for the cache")]
    NoStore,
    /// The file of `cache.tls_ca` cannot be used.
    #[error("the certificates in `{file}` cannot be used: {reason}")]
    Certificates {
        /// The file.
        file: Arc<str>,
        /// Why, in one clause.
        reason: Arc<str>,
    },
}

impl CacheError {
    pub(crate) fn codec(region: &str, source: BoxError) -> Self {
        Self::Codec {
            region: region.into(),
            source: source.into(),
        }
    }

    pub(crate) fn url(reason: impl Into<Arc<str>>) -> Self {
        Self::Url {
            reason: reason.into(),
        }
    }

    /// What a [`Store`](crate::Store) of this name says that gets no answer, for whatever reason, in
    /// one clause: it is left alone after some of them.
    pub fn away(store: &str, reason: impl Into<Arc<str>>) -> Self {
        Self::Away {
            store: store.into(),
            reason: reason.into(),
        }
    }

    /// What a [`Store`](crate::Store) of this name says that got an error for an answer.
    pub fn refused(store: &str, reason: impl Into<Arc<str>>) -> Self {
        Self::Refused {
            store: store.into(),
            reason: reason.into(),
        }
    }

    /// The stable code, `"PL1601"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Away { .. } => codes::AWAY,
            Self::Url { .. } => codes::URL,
            Self::Codec { .. } => codes::CODEC,
            Self::Refused { .. } => codes::REFUSED,
            Self::Certificates { .. } => codes::CERTIFICATES,
            Self::NoStore => codes::NO_STORE,
        }
    }

    /// The class of failure.
    #[must_use]
    pub const fn category(&self) -> Category {
        match self {
            Self::Url { .. } | Self::Certificates { .. } | Self::NoStore => Category::Config,
            Self::Codec { .. } => Category::Domain("cache"),
            Self::Away { .. } | Self::Refused { .. } => Category::Dependency,
        }
    }

    const fn action(&self) -> &'static str {
        match self {
            Self::Away { .. } => {
                "start it or mend the way to it, or let `cache.when_away` be `bypass` or `stale`"
            }
            Self::Url { .. } => "write `cache.url` like `redis://user@host:6379/0`",
            Self::Codec { .. } => "let its type be one that the codec of the region can write",
            Self::Certificates { .. } => {
                "let `cache.tls_ca` name a file that can be read, with certificates in PEM"
            }
            Self::NoStore => {
                "provide one with `#[provides(as = dyn Store)]`, or let `cache.backend` be another"
            }
            Self::Refused { .. } => "see what it says, and give its user the rights for scripts",
        }
    }
}

impl From<CacheError> for Error {
    fn from(error: CacheError) -> Self {
        let classified =
            Self::new(error.category(), error.code(), error.to_string()).action(error.action());
        match error {
            CacheError::Codec { source, .. } => classified.caused_by(source),
            _ => classified,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_keeps_code_category_action_and_cause_on_its_way_to_the_user() {
        let error = CacheError::codec("products", "no number".into());
        let classified = Error::from(error);
        assert_eq!(classified.code(), "PL1603");
        assert_eq!(
            classified.message(),
            "a value of region `products` cannot be written down"
        );
        assert!(classified.hint().is_some());
        let cause = classified.source().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("no number"));
        let url = Error::from(CacheError::url("is none"));
        assert_eq!((url.code(), url.category()), ("PL1602", Category::Config));
    }
}
