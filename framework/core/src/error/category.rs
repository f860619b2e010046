use std::fmt;

use super::ExitClass;

/// The class of a failure. Domain modules add their own with [`Category::Domain`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// Configuration is missing, malformed or contradictory.
    Config,
    /// A value is well formed but breaks a rule.
    Validation,
    /// Something outside (a port, a database, a broker) or a provider is not available.
    Dependency,
    /// A start, stop or reload did not go as promised, or a transition is not allowed.
    Lifecycle,
    /// An identity, permission or isolation rule was violated.
    Security,
    /// A command line is wrong.
    Usage,
    /// A category of a domain, named in kebab-case.
    Domain(&'static str),
}

impl Category {
    /// The name used in logs and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Validation => "validation",
            Self::Dependency => "dependency",
            Self::Lifecycle => "lifecycle",
            Self::Security => "security",
            Self::Usage => "usage",
            Self::Domain(name) => name,
        }
    }

    /// The exit code class of a process that ends for this reason.
    #[must_use]
    pub const fn exit(self) -> ExitClass {
        match self {
            Self::Config => ExitClass::Config,
            Self::Validation => ExitClass::Data,
            Self::Dependency => ExitClass::Unavailable,
            Self::Security => ExitClass::NoPermission,
            Self::Usage => ExitClass::Usage,
            Self::Lifecycle | Self::Domain(_) => ExitClass::Software,
        }
    }
}

impl Category {
    /// The status of HTTP that a failed request is answered with, as problem details have it. Of what
    /// the client cannot help, it is all that the client should be told.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Validation => 422,
            Self::Security => 403,
            Self::Dependency | Self::Lifecycle => 503,
            Self::Config | Self::Usage | Self::Domain(_) => 500,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
