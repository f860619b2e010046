use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use purlin::error::Error;

use super::{QuotaCounter, QuotaStore, Taken};

/// Below this nothing is thrown away.
const FEW: usize = 1_024;
/// Who cannot be told apart any more.
const REST: &str = "rest";

/// Quotas in the memory of this process: gone with it.
#[derive(Debug)]
pub struct MemoryQuotas {
    most: usize,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// How many were taken, and when it ends.
    used: HashMap<String, (u64, u64)>,
    /// With how many of them those that are over are thrown away next.
    full: usize,
}

impl MemoryQuotas {
    /// As many counters at most.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            counted: Mutex::default(),
        }
    }
}

impl Counted {
    /// The counter to count under: the own one while there is room.
    fn admit(&mut self, key: &str, now: u64, most: usize) -> String {
        if self.used.contains_key(key) {
            return key.to_owned();
        }
        if self.used.len() >= self.full {
            self.used.retain(|_, (_, ends)| *ends > now);
            self.full = (self.used.len() * 2).max(FEW).min(most);
        }
        if self.used.len() >= most {
            return REST.to_owned();
        }
        key.to_owned()
    }
}

#[async_trait]
impl QuotaStore for MemoryQuotas {
    async fn take(&self, counters: &[QuotaCounter], now: u64) -> Result<Taken, Error> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<String> = counters
            .iter()
            .map(|counter| counted.admit(&counter.key, now, self.most))
            .collect();
        let used = |counted: &Counted| -> Vec<u64> {
            let used = keys.iter().map(|key| counted.used.get(key));
            used.map(|used| {
                used.filter(|(_, ends)| *ends > now)
                    .map_or(0, |(used, _)| *used)
            })
            .collect()
        };
        let before = used(&counted);
        let mut each = counters.iter().zip(&before);
        if each.any(|(counter, used)| *used >= counter.most) {
            return Ok(Taken {
                granted: false,
                used: before,
            });
        }
        for ((counter, key), used) in counters.iter().zip(&keys).zip(before) {
            counted.used.insert(key.clone(), (used + 1, counter.ends));
        }
        Ok(Taken {
            granted: true,
            used: used(&counted),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(key: &str, most: u64, ends: u64) -> QuotaCounter {
        QuotaCounter {
            key: key.to_owned(),
            most,
            ends,
        }
    }

    async fn take(store: &MemoryQuotas, counters: &[QuotaCounter], now: u64) -> (bool, Vec<u64>) {
        let taken = store.take(counters, now).await.unwrap();
        (taken.granted, taken.used)
    }

    #[tokio::test]
    async fn one_is_taken_of_all_or_of_none() {
        let store = MemoryQuotas::new(10);
        let both = [counter("day", 3, 100), counter("month", 2, 1_000)];
        assert_eq!(take(&store, &both, 0).await, (true, vec![1, 1]));
        assert_eq!(take(&store, &both, 0).await, (true, vec![2, 2]));
        assert_eq!(take(&store, &both, 0).await, (false, vec![2, 2]));
        assert_eq!(take(&store, &both[..1], 99).await, (true, vec![3]));
        // The day is over, the month is not.
        let next = [counter("day", 3, 200), counter("month", 2, 1_000)];
        assert_eq!(take(&store, &next, 100).await, (false, vec![0, 2]));
    }

    #[tokio::test]
    async fn what_is_over_is_forgotten_and_too_many_share_a_counter() {
        let store = MemoryQuotas::new(2);
        for key in ["a", "b"] {
            assert_eq!(
                take(&store, &[counter(key, 2, 100)], 0).await,
                (true, vec![1])
            );
        }
        // The third and the fourth are counted together.
        assert_eq!(
            take(&store, &[counter("c", 2, 100)], 0).await,
            (true, vec![1])
        );
        assert_eq!(
            take(&store, &[counter("d", 2, 100)], 0).await,
            (true, vec![2])
        );
        assert_eq!(
            take(&store, &[counter("e", 2, 100)], 0).await,
            (false, vec![2])
        );
        assert_eq!(
            take(&store, &[counter("a", 2, 100)], 0).await,
            (true, vec![2])
        );
        assert_eq!(
            take(&store, &[counter("f", 2, 200)], 100).await,
            (true, vec![1])
        );
    }
}
