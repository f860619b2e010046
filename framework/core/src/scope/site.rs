use std::sync::Arc;

/// One application that runs: what is made for one is never handed to another.
#[derive(Clone, Debug)]
pub(crate) struct Realm(Arc<u8>);

impl Realm {
    pub(crate) fn new() -> Self {
        Self(Arc::new(0))
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// How long something lives that is not made at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifespan {
    /// As long as a request.
    Request,
    /// As long as a tenant.
    Tenant,
    /// As long as whoever asked for it.
    Each,
}

impl Lifespan {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Tenant => "tenant",
            Self::Each => "asker",
        }
    }
}

/// Where in a store something is, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) realm: Realm,
    pub(super) lifespan: Lifespan,
    /// Its number among what lives as long.
    pub(super) index: usize,
    /// How many live as long.
    pub(super) count: usize,
    pub(super) label: &'static str,
}
