//! Limits of the rate: the generic cell rate algorithm, for each of those who are counted apart.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
};
use tokio::time::Instant;

use crate::{RateLimit, RateScope, Whose};

/// More are not told apart: whoever comes then shares with all others who do.
const MOST_KEYS: usize = 100_000;
/// Below this nothing is thrown away.
const FEW_KEYS: usize = 1_024;

/// Whose request it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    All,
    Client(IpAddr),
    Tenant(String),
    Principal(String),
    /// A digest: the value may be a secret.
    Header(u64),
}

impl Key {
    fn of(scope: RateScope, hasher: &RandomState, request: &Request) -> Self {
        let whose = match scope {
            RateScope::Everybody => Whose::All,
            RateScope::Client => Whose::client(request),
            RateScope::Tenant => Whose::tenant(),
            RateScope::Principal => Whose::principal(request),
            RateScope::Header(name) => Whose::header(request, name),
        };
        match whose {
            Whose::All => Self::All,
            Whose::Client(address) => Self::Client(address),
            Whose::Tenant(tenant) => Self::Tenant(tenant),
            Whose::Principal(principal) => Self::Principal(principal),
            Whose::Header(value) => Self::Header(hasher.hash_one(value.as_bytes())),
        }
    }
}

/// Lets so many requests through in a time.
#[derive(Debug)]
pub(super) struct Limiter {
    limit: RateLimit,
    /// What one request costs.
    interval: Duration,
    /// Nobody can choose a value with the digest of another one.
    hasher: RandomState,
    counted: Mutex<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// When the next request of each would come if all came at the steady rate.
    due: HashMap<Key, Instant>,
    /// With how many of them those that are over are thrown away next.
    full: usize,
}

/// How somebody stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// How long to wait, if the request is one too many.
    wait: Option<Duration>,
    /// How many more may come at once.
    remaining: u32,
    /// When all may come again.
    reset: Duration,
}

impl Standing {
    /// How long to wait, if the request is one too many.
    pub(super) fn refusal(self) -> Option<Duration> {
        self.wait
    }
}

impl Limiter {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            interval: limit.per / limit.requests.max(1),
            hasher: RandomState::new(),
            counted: Mutex::default(),
        }
    }

    /// Counts a request, if it may pass.
    pub(super) fn take(&self, request: &Request) -> Standing {
        self.count(Key::of(self.limit.scope, &self.hasher, request))
    }

    fn count(&self, key: Key) -> Standing {
        let now = Instant::now();
        let whole = self.interval * self.limit.requests.max(1);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let key = counted.admit(key, now);
        let due = counted.due.get(&key).map_or(now, |due| (*due).max(now));
        let after = due + self.interval;
        let used = after.duration_since(now);
        let Some(left) = whole.checked_sub(used) else {
            return Standing {
                wait: Some(used.saturating_sub(whole)),
                remaining: 0,
                reset: due.duration_since(now),
            };
        };
        counted.due.insert(key, after);
        let left = left.as_nanos() / self.interval.as_nanos().max(1);
        Standing {
            wait: None,
            remaining: u32::try_from(left).unwrap_or(u32::MAX),
            reset: used,
        }
    }

    /// Tells how somebody stands (draft-ietf-httpapi-ratelimit-headers-10).
    pub(super) fn tell(&self, standing: Standing, headers: &mut HeaderMap) {
        let seconds = |time: Duration| time.as_millis().div_ceil(1000);
        let policy = format!(
            "\"route\";q={};w={}",
            self.limit.requests,
            seconds(self.limit.per).max(1)
        );
        let now = format!(
            "\"route\";r={};t={}",
            standing.remaining,
            seconds(standing.reset)
        );
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

impl Counted {
    /// The key to count under: the own one while there is room.
    fn admit(&mut self, key: Key, now: Instant) -> Key {
        if self.due.contains_key(&key) {
            return key;
        }
        if self.due.len() >= self.full {
            self.due.retain(|_, due| *due > now);
            self.full = (self.due.len() * 2).clamp(FEW_KEYS, MOST_KEYS);
        }
        if self.due.len() >= MOST_KEYS {
            return Key::All;
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn two_a_minute() -> Limiter {
        Limiter::new(RateLimit {
            requests: 2,
            per: Duration::from_mins(1),
            scope: RateScope::Client,
        })
    }

    fn client(number: u32) -> Key {
        Key::Client(IpAddr::from(number.to_be_bytes()))
    }

    #[tokio::test(start_paused = true)]
    async fn each_is_counted_apart_and_told_how_it_stands() {
        let limiter = two_a_minute();
        let stands = |number: u32| {
            let standing = limiter.count(client(number));
            let wait = standing.refusal().map(|wait| wait.as_secs());
            (wait, standing.remaining, standing.reset.as_secs())
        };
        assert_eq!(stands(1), (None, 1, 30));
        assert_eq!(stands(1), (None, 0, 60));
        assert_eq!(stands(1), (Some(30), 0, 60));
        assert_eq!(stands(2), (None, 1, 30));
        advance(Duration::from_secs(30)).await;
        assert_eq!(stands(1), (None, 0, 60));
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_are_over_are_forgotten_and_too_many_at_once_share() {
        let limiter = two_a_minute();
        let known = || {
            limiter
                .counted
                .lock()
                .map_or(0, |counted| counted.due.len())
        };
        for number in 0..u32::try_from(FEW_KEYS).unwrap_or(0) {
            limiter.count(client(number));
        }
        assert_eq!(known(), FEW_KEYS);
        advance(Duration::from_mins(1)).await;
        limiter.count(client(u32::MAX));
        assert_eq!(known(), 1);

        let most = u32::try_from(MOST_KEYS).unwrap_or(0);
        for number in 0..=most + 2 {
            limiter.count(client(number));
        }
        // Two of those who came too late have used up what they share; an early one has not.
        assert!(limiter.count(client(most + 3)).refusal().is_some());
        assert!(limiter.count(client(1)).refusal().is_none());
    }
}
