/// How clients say who they are, for the contract of the API: a security scheme of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthScheme {
    /// Its name in the contract.
    pub name: &'static str,
    /// What it is.
    pub kind: AuthKind,
    /// What people should know of it.
    pub description: &'static str,
}

/// What a scheme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthKind {
    /// The header `Authorization` with this scheme, `bearer` or `basic`, and with tokens of this format.
    Http {
        /// The scheme, in lower case.
        scheme: &'static str,
        /// The format of the token, such as `JWT`.
        format: Option<&'static str>,
    },
    /// A header of its own.
    Header {
        /// The name of the header.
        name: &'static str,
    },
    /// A cookie.
    Cookie {
        /// The name of the cookie.
        name: &'static str,
    },
    /// `OpenID` Connect.
    OpenId {
        /// Where its configuration is.
        url: &'static str,
    },
}

impl AuthScheme {
    /// A scheme of this name.
    #[must_use]
    pub const fn new(name: &'static str, kind: AuthKind) -> Self {
        Self {
            name,
            kind,
            description: "",
        }
    }

    /// With what people should know of it.
    #[must_use]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }
}

/// The facts of an authenticator: the schemes that it understands, known without making it.
///
/// ```
/// use std::any::Any;
/// use purlin::registry::Facts;
/// use purlin_http_server::{AuthKind, AuthScheme, AuthSchemes};
///
/// struct Tokens;
///
/// impl Facts for Tokens {
///     fn facts() -> &'static (dyn Any + Send + Sync) {
///         const BEARER: AuthKind = AuthKind::Http { scheme: "bearer", format: Some("JWT") };
///         const { &AuthSchemes(&[AuthScheme::new("token", BEARER)]) }
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthSchemes(pub &'static [AuthScheme]);
