use std::{
    fmt,
    sync::{Arc, OnceLock, Weak},
};

/// A service that is resolved when it is used, not when its user is made.
///
/// It is the one way to let two services need each other: one of them asks for the other as
/// `Lazy<T>`. Both are made at start, as always; the handle keeps nothing alive, so that the loop
/// does not leak.
pub struct Lazy<T: ?Sized>(Arc<OnceLock<Weak<T>>>);

impl<T: ?Sized> Lazy<T> {
    /// A handle that resolves to `service` as long as somebody keeps it. Applications make
    /// handles themselves; tests may.
    #[must_use]
    pub fn of(service: &Arc<T>) -> Self {
        let lazy = Self::default();
        lazy.fill(service);
        lazy
    }

    /// The service.
    ///
    /// # Panics
    /// If it has not been made yet (its user calls this while it is made itself), or has been
    /// dropped (the application has stopped). Inside a provider or hook the panic is contained
    /// and reported.
    #[must_use]
    #[track_caller]
    #[expect(clippy::panic, reason = "documented: a mistake in the order of use")]
    pub fn get(&self) -> Arc<T> {
        match self.try_get() {
            Some(service) => service,
            None => panic!(
                "a `Lazy` was used before its service was made or after it was dropped: \
                 use it in hooks and methods, not while the graph is built"
            ),
        }
    }

    /// The service, unless it has not been made yet or has been dropped.
    #[must_use]
    pub fn try_get(&self) -> Option<Arc<T>> {
        self.0.get().and_then(Weak::upgrade)
    }

    /// Says what the handle resolves to; the first time counts.
    #[doc(hidden)]
    pub fn fill(&self, service: &Arc<T>) {
        let _ = self.0.set(Arc::downgrade(service));
    }
}

impl<T: ?Sized> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Default for Lazy<T> {
    fn default() -> Self {
        Self(Arc::new(OnceLock::new()))
    }
}

impl<T: ?Sized> fmt::Debug for Lazy<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.try_get().is_some() {
            "Lazy(made)"
        } else {
            "Lazy(not made)"
        })
    }
}
