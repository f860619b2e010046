use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use purlin::tenant::TenantId;

use crate::invalidate::{Invalidation, What};

/// Invalidations that wait until Redis answers again, in order. There are never more than a limit:
/// beyond it, everything of the tenants that they are of is invalidated in their place.
pub(crate) struct Pending {
    limit: usize,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    list: VecDeque<Invalidation>,
    /// Of whom everything will go.
    whole: BTreeSet<Option<TenantId>>,
}

impl Pending {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            waiting: Mutex::default(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn len(&self) -> usize {
        let waiting = self.waiting();
        waiting.list.len() + waiting.whole.len()
    }

    /// Keeps one for later. Gives how many are not kept one by one any more, if it was too many.
    pub(crate) fn push(&self, invalidation: Invalidation) -> Option<usize> {
        let mut waiting = self.waiting();
        if waiting.whole.contains(&invalidation.tenant) {
            return None;
        }
        waiting.list.push_back(invalidation);
        if waiting.list.len() <= self.limit {
            return None;
        }
        let dropped = std::mem::take(&mut waiting.list);
        let tenants = dropped.iter().map(|one| one.tenant.clone());
        waiting.whole.extend(tenants);
        Some(dropped.len())
    }

    /// The next one; it stays until it is [done](Self::done).
    pub(crate) fn next(&self) -> Option<Invalidation> {
        let waiting = self.waiting();
        match waiting.whole.first() {
            Some(tenant) => Some(Invalidation {
                tenant: tenant.clone(),
                what: What::everything(),
            }),
            None => waiting.list.front().cloned(),
        }
    }

    pub(crate) fn done(&self, invalidation: &Invalidation) {
        let mut waiting = self.waiting();
        // More may have come since it was looked at, and may have moved it.
        if invalidation.what == What::everything() {
            waiting.whole.remove(&invalidation.tenant);
        }
        if waiting.list.front() == Some(invalidation) {
            waiting.list.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(tenant: Option<&str>, key: &str) -> Invalidation {
        Invalidation {
            tenant: tenant.map(|tenant| tenant.parse().unwrap()),
            what: What::Key {
                region: "r".into(),
                key: key.into(),
            },
        }
    }

    fn drain(pending: &Pending) -> Vec<Invalidation> {
        std::iter::from_fn(|| {
            let next = pending.next()?;
            pending.done(&next);
            Some(next)
        })
        .collect()
    }

    #[test]
    fn they_wait_in_order_and_too_many_become_everything_of_their_tenants() {
        let pending = Pending::new(2);
        assert_eq!(pending.push(key(None, "a")), None);
        assert_eq!(pending.push(key(None, "b")), None);
        assert_eq!(drain(&pending), [key(None, "a"), key(None, "b")]);
        for name in ["a", "b"] {
            pending.push(key(Some("acme"), name));
        }
        assert_eq!(pending.push(key(None, "c")), Some(3));
        assert_eq!(pending.push(key(Some("acme"), "d")), None);
        assert_eq!(pending.push(key(Some("globex"), "e")), None);
        assert_eq!(pending.len(), 3);
        let all = drain(&pending);
        let tenants: Vec<_> = all.iter().map(|one| one.tenant.clone()).collect();
        let tenant = |name: &str| Some(name.parse().unwrap());
        assert_eq!(tenants, [None, tenant("acme"), tenant("globex")]);
        assert_eq!(all[0].what, What::everything());
        assert_eq!(all[2], key(Some("globex"), "e"));
    }
}
