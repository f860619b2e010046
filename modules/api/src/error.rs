use purlin::error::{Category, Error};

use crate::Drift;
#[cfg(feature = "validation")]
use crate::WrongExample;

/// The contract changed in a way that breaks its clients.
pub(crate) const DRIFT: &str = "PL1701";
/// A recorded contract cannot be read.
pub(crate) const RECORDING: &str = "PL1702";

/// The command was not told what it understands.
pub(crate) const USAGE: &str = "PL1703";

/// An example does not keep to its schema.
#[cfg(feature = "validation")]
pub(crate) const EXAMPLE: &str = "PL1706";

/// The page of Scalar is asked for, and is not in the program.
pub(crate) const NO_SCALAR: &str = "PL1707";

/// Redis cannot count quotas at this address.
pub(crate) const QUOTA_ADDRESS: &str = "PL1708";
/// Quotas are not counted, for who counts them does not answer.
pub(crate) const QUOTAS_AWAY: &str = "PL1709";

/// What can be wrong with a contract, and with what holds clients to it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// It changed in a way that breaks its clients.
    #[error("the contract breaks its clients: {}", first(.0))]
    Drift(Drift),
    /// A recorded contract cannot be read.
    #[error("the recorded contract `{path}` cannot be read: {reason}")]
    Recording {
        /// Where it is.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Examples do not keep to their schemas; never empty.
    #[cfg(feature = "validation")]
    #[error("an example breaks the contract: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Examples(Vec<WrongExample>),
    /// The page of Scalar is asked for, and is not in the program.
    #[error("`api.page` is `scalar`, and the page of Scalar is not in this program")]
    NoScalar,
    /// Redis cannot count quotas at the address of the settings.
    #[error("`quota.redis` cannot be used: {reason}")]
    QuotaAddress {
        /// Why; without the address, which may hold a password.
        reason: String,
    },
    /// Who counts quotas does not answer.
    #[error("Redis does not count the quotas")]
    QuotasAway,
    /// The command was not told what it understands.
    #[error("`openapi {words}` is not understood")]
    Usage {
        /// What it was told.
        words: String,
    },
}

fn first(drift: &Drift) -> String {
    drift.first().map(ToString::to_string).unwrap_or_default()
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        let text = error.to_string();
        match error {
            ApiError::Drift(drift) => {
                let mut error = Self::new(Category::Validation, DRIFT, text).action(
                    "take the change back, or give the API a new major version and record the \
                     contract again",
                );
                for change in drift.breaking().skip(1) {
                    error = error.context(format!("also {change}"));
                }
                error
            }
            ApiError::Recording { .. } => Self::new(Category::Config, RECORDING, text)
                .action("record it anew with the command `openapi`, into a file of its own"),
            #[cfg(feature = "validation")]
            ApiError::Examples(wrong) => {
                let error = Self::new(Category::Validation, EXAMPLE, text)
                    .action("correct the example, or what it is an example of");
                let further = wrong.iter().skip(1);
                further.fold(error, |error, one| error.context(format!("also {one}")))
            }
            ApiError::NoScalar => Self::new(Category::Config, NO_SCALAR, text)
                .action("build with the feature `api-scalar`, or set `api.page = \"own\"`"),
            ApiError::QuotaAddress { .. } => Self::new(Category::Config, QUOTA_ADDRESS, text)
                .action(
                    "write `redis://user:password@host:6379/0`, and build with the feature \
                 `api-quota-redis`; or leave it out, and each process counts for itself",
                ),
            ApiError::QuotasAway => Self::new(Category::Dependency, QUOTAS_AWAY, text)
                .action("see to it that Redis answers at `quota.redis`; requests pass meanwhile"),
            ApiError::Usage { .. } => Self::new(Category::Validation, USAGE, text)
                .action("write `openapi`, or `openapi check FILE`"),
        }
    }
}
