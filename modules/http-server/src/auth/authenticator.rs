use std::any::type_name;

use async_trait::async_trait;
use axum::http::{HeaderValue, request::Parts};
use purlin::{context::Principal, error::Error};

use super::AuthParameter;

/// Finds out who sends a request: contribute it as `dyn Authenticator`.
///
/// Every request but those for health is shown to all of them, that with the highest priority first,
/// until one knows who it is: then that is the [principal](purlin::context::ExecutionContext::principal)
/// of its context, before the tenant is looked at and before any middleware. Who may ask for what is
/// another question: routes say it with `auth`.
///
/// ```
/// use async_trait::async_trait;
/// use purlin::context::Principal;
/// use purlin_http_server::{AuthError, Authenticator, axum::http::{HeaderValue, header, request::Parts}};
///
/// struct Tokens;
///
/// #[async_trait]
/// impl Authenticator for Tokens {
///     async fn authenticate(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError> {
///         let Some(given) = head.headers.get(header::AUTHORIZATION) else {
///             return Ok(None);
///         };
///         match given.as_bytes().strip_prefix(b"Bearer ") {
///             Some(b"only-for-tests") => Ok(Some(Principal::new("ada").with_roles(["admin"]))),
///             Some(_) => Err(AuthError::refused("the token is none of ours")),
///             None => Ok(None), // of another kind
///         }
///     }
///
///     fn challenge(&self) -> HeaderValue {
///         HeaderValue::from_static("Bearer")
///     }
/// }
/// ```
///
/// What it is in the contract of the API it says by implementing
/// [`Facts`](purlin::registry::Facts) with [`AuthSchemes`](crate::AuthSchemes), and if it depends on
/// settings by [`parameters`](Self::parameters).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot tell who sends a request",
    label = "`{Self}` does not implement this",
    note = "implement `Authenticator` with `authenticate` and `challenge`"
)]
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// Who sends the request of this head; `None` if it brings no credentials of this kind.
    ///
    /// # Errors
    /// Credentials of this kind that are wrong or over, or of which it cannot be said now. The request is
    /// nobody's then, and routes with `auth` refuse it.
    async fn authenticate(&self, head: &mut Parts) -> Result<Option<Principal>, AuthError>;

    /// What a client without credentials is told to bring: one value of `WWW-Authenticate` (RFC 9110,
    /// section 11.6.1), such as `Bearer realm="shop"`.
    fn challenge(&self) -> HeaderValue;

    /// What the headers and cookies of its schemes are called, if settings say it.
    fn parameters(&self) -> Vec<AuthParameter> {
        Vec::new()
    }

    /// Who it is, for messages: the type, unless it is overridden.
    fn contributor(&self) -> &'static str {
        type_name::<Self>()
    }
}

/// Why it is not known who sends a request that brings credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The credentials are wrong or over: a 401. The text is for the client.
    #[error("the credentials are refused: {0}")]
    Refused(String),
    /// It cannot be found out: the status of the error's category.
    #[error("the credentials cannot be looked at: {0}")]
    Failed(Error),
}

impl AuthError {
    /// The credentials are wrong or over; `detail` is for the client.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::Refused(detail.into())
    }
}

impl From<Error> for AuthError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
