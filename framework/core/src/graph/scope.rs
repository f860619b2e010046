use std::fmt;

/// How long a service lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// As long as the application; made at start.
    Singleton,
    /// As long as an instance of its module; made at start.
    Instance,
    /// As long as a tenant; made when it is first used for that tenant.
    Tenant,
    /// As long as a request; made when it is first used in that request.
    Request,
    /// As long as whoever asked; made anew for each.
    Transient,
}

impl Scope {
    /// The name used in exports and in `#[provides(scope = …)]`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Singleton => "singleton",
            Self::Instance => "instance",
            Self::Tenant => "tenant",
            Self::Request => "request",
            Self::Transient => "transient",
        }
    }

    /// Whether there is one before anybody asks.
    #[must_use]
    pub const fn is_made_at_start(self) -> bool {
        matches!(self, Self::Singleton | Self::Instance)
    }

    /// Whether it lives longer than another, so that it must not hold that.
    #[must_use]
    pub const fn outlives(self, other: Self) -> bool {
        self.rank() > other.rank()
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Singleton => 4,
            Self::Instance => 3,
            Self::Tenant => 2,
            Self::Request => 1,
            Self::Transient => 0,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
