use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a fake was told, for assertions: the other end of a port such as a mailer.
///
/// ```
/// # use purlin_core as purlin;
/// use purlin::testing::Recording;
///
/// trait Mailer {
///     fn send(&self, to: &str);
/// }
///
/// struct FakeMailer(Recording<String>);
///
/// impl Mailer for FakeMailer {
///     fn send(&self, to: &str) {
///         self.0.push(to.to_owned());
///     }
/// }
///
/// let sent = Recording::new();
/// FakeMailer(sent.clone()).send("ada");
/// assert_eq!(sent.all(), ["ada"]);
/// ```
#[derive(Debug)]
pub struct Recording<T>(Arc<Mutex<Vec<T>>>);

impl<T> Recording<T> {
    /// Nothing so far.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// Keeps one more; clones share what is kept.
    pub fn push(&self, told: T) {
        self.kept().push(told);
    }

    /// Everything so far, in order.
    #[must_use]
    pub fn all(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.kept().clone()
    }

    /// Takes everything out.
    #[must_use]
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.kept())
    }

    fn kept(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Recording<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for Recording<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
