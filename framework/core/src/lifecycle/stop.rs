use tokio_util::sync::CancellationToken;

/// Tells a task that the application is stopping.
///
/// A `#[task]` takes it as a parameter, waits for [`Stop::requested`] beside its own work, and
/// returns when it is.
#[derive(Clone, Debug, Default)]
pub struct Stop(CancellationToken);

impl Stop {
    /// A stop signal that nobody has given yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until the stop is requested; returns at once if it already was. Cancel safe.
    pub async fn requested(&self) {
        self.0.cancelled().await;
    }

    /// Whether the stop has been requested.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Requests the stop. Idempotent.
    pub fn request(&self) {
        self.0.cancel();
    }

    /// A signal that is given with this one, or on its own.
    #[must_use]
    pub fn child(&self) -> Self {
        Self(self.0.child_token())
    }
}
