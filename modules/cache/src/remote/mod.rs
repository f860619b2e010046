//! The cache beyond the process: Redis, or nothing in a build without it.

#[cfg(not(feature = "redis"))]
mod none;
#[cfg(feature = "redis")]
mod recover;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod script;
#[cfg(feature = "redis")]
mod subscribe;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "redis")]
mod wire;

use std::time::Duration;

use crate::{entry::Life, epochs::Stripe, key::Place};

#[cfg(not(feature = "redis"))]
pub(crate) use none::Remote;
#[cfg(feature = "redis")]
pub(crate) use redis::Remote;

/// What is there under a key.
pub(crate) struct Raw {
    /// The value as it is written; none for the knowledge that there is none.
    pub(crate) body: Option<Vec<u8>>,
    /// How long it may still be given.
    pub(crate) left: Duration,
    /// How much of the end of that it is stale.
    pub(crate) stale: Duration,
}

/// What is to be kept.
#[cfg_attr(
    not(feature = "redis"),
    expect(dead_code, reason = "it is not written")
)]
pub(crate) struct Write<'a> {
    pub(crate) place: Place<'a>,
    /// The value as it is written; none for the knowledge that there is none.
    pub(crate) body: Option<&'a [u8]>,
    pub(crate) life: Life,
    pub(crate) stripes: Box<[Stripe]>,
    /// When it was looked: it is kept only if nothing was invalidated since. None if it is what
    /// holds from now on.
    pub(crate) since: Option<u64>,
}
