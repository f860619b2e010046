use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Where the application listens, for reports and for tests that look for what is left behind.
///
/// Every application provides it: ask for `Arc<Listening>` or `&Listening`. Whoever listens
/// announces it and keeps the [`Announced`] as long as it does.
#[derive(Clone, Default)]
pub struct Listening(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    last: u64,
    now: BTreeMap<u64, (String, SocketAddr)>,
    ever: Vec<SocketAddr>,
}

/// Says that somebody listens, as long as it lives.
#[must_use = "the address counts as closed when this is dropped"]
pub struct Announced {
    number: u64,
    listening: Listening,
}

impl Listening {
    /// Says that `who` listens on `address`.
    pub fn announce(&self, who: impl Into<String>, address: SocketAddr) -> Announced {
        let mut state = self.state();
        state.last += 1;
        let number = state.last;
        state.now.insert(number, (who.into(), address));
        state.ever.push(address);
        Announced {
            number,
            listening: self.clone(),
        }
    }

    /// Who listens now, and where, in order of announcement.
    #[must_use]
    pub fn list(&self) -> Vec<(String, SocketAddr)> {
        self.state().now.values().cloned().collect()
    }

    /// Every address that was ever announced.
    pub(crate) fn ever(&self) -> Vec<SocketAddr> {
        self.state().ever.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        self.listening.state().now.remove(&self.number);
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.list()).finish()
    }
}

impl fmt::Debug for Announced {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Announced({})", self.number)
    }
}
