use purlin::{app::CommandLine, error::Error};

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
///         const KNOWN: &[AuthScheme] = &[AuthScheme::new("token", BEARER)];
///         static SCHEMES: AuthSchemes = AuthSchemes::new(KNOWN);
///         &SCHEMES
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AuthSchemes {
    known: &'static [AuthScheme],
    by_settings: Option<BySettings>,
}

/// What the header or cookie of a scheme is called by the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthParameter {
    /// The name of the scheme.
    pub scheme: &'static str,
    /// The name of its header or cookie.
    pub name: String,
}

/// Reads what headers and cookies are called from the settings of a command.
pub type BySettings = fn(&CommandLine) -> Result<Vec<AuthParameter>, Error>;

impl AuthSchemes {
    /// These.
    #[must_use]
    pub const fn new(known: &'static [AuthScheme]) -> Self {
        Self {
            known,
            by_settings: None,
        }
    }

    /// With what their headers and cookies are called by the settings that a command was given: what
    /// [`Authenticator::parameters`](crate::Authenticator::parameters) says while the application runs.
    #[must_use]
    pub const fn by_settings(mut self, read: BySettings) -> Self {
        self.by_settings = Some(read);
        self
    }

    /// What they are unless settings say otherwise.
    #[must_use]
    pub const fn known(&self) -> &'static [AuthScheme] {
        self.known
    }

    /// What their headers and cookies are called by the settings of a command.
    ///
    /// # Errors
    /// Settings that cannot be read.
    pub fn parameters(&self, line: &CommandLine) -> Result<Vec<AuthParameter>, Error> {
        self.by_settings
            .map_or_else(|| Ok(Vec::new()), |read| read(line))
    }
}
