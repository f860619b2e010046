use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use serde::{Deserialize, Serialize};

use super::TenantId;
use crate::context::Id;

/// What becomes of a request without a tenant, or for one that there is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guard {
    /// It is refused, and kept as a [`Violation`].
    #[default]
    Strict,
    /// It goes on without a tenant, and is kept as a [`Violation`].
    Permissive,
    /// It goes on without a tenant.
    Off,
}

/// A request that came without a tenant, or for one that there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When, by the application's clock.
    pub at: SystemTime,
    /// The tenant that was asked for; `None` if none was.
    pub tenant: Option<TenantId>,
    /// Whether the request was refused.
    pub refused: bool,
    /// The request.
    pub request: Id,
}

/// The latest violations; the oldest give way.
#[derive(Debug, Default)]
pub(super) struct Violations(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    latest: VecDeque<Violation>,
    total: u64,
}

impl Violations {
    /// How many are kept.
    pub(super) const MAX: usize = 1_000;

    pub(super) fn push(&self, violation: Violation) {
        let mut kept = self.kept();
        kept.total += 1;
        if kept.latest.len() == Self::MAX {
            kept.latest.pop_front();
        }
        kept.latest.push_back(violation);
    }

    pub(super) fn latest(&self) -> Vec<Violation> {
        self.kept().latest.iter().cloned().collect()
    }

    pub(super) fn total(&self) -> u64 {
        self.kept().total
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
