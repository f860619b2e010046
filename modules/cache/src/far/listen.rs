//! Word of changes, from all processes to the memory of this one.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tokio::time::sleep;

use super::{Far, Told, recover::next_pause};

/// Where a [`Store`](crate::Store) tells of what others have changed.
pub struct Changes<'a> {
    far: &'a Far,
    heard: AtomicBool,
}

impl Changes<'_> {
    /// From here on nothing is missed: the memory in front is trusted until
    /// [`listen`](crate::Store::listen) returns, but for what it has from before.
    pub fn listening(&self) {
        // What was told before is lost.
        self.far.0.core.memory.epochs.distrust();
        self.far.hears(true);
        self.heard.store(true, Ordering::SeqCst);
    }

    /// A notice that somebody has given to the store, also this process.
    pub fn told(&self, notice: &[u8]) {
        let core = &self.far.0.core;
        match serde_json::from_slice::<Told>(notice) {
            Ok(told) if told.origin == self.far.0.origin => {}
            Ok(told) => core.forget(&told.invalidation),
            Err(_) => {
                // Of another version of the program.
                core.memory.epochs.distrust();
            }
        }
    }

    /// How long an answer is waited for.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.far.0.timeout
    }
}

impl Far {
    /// Listens until the cache is closed. While it does not hear, the memory is not trusted.
    pub(super) fn listen(&self) {
        let far = self.clone();
        self.0.core.spawn(async move {
            let mut pause = far.0.retry_after;
            loop {
                let changes = Changes {
                    far: &far,
                    heard: AtomicBool::new(false),
                };
                if let Err(error) = far.0.store.listen(&changes).await {
                    tracing::debug!(%error, "changes of others are not heard");
                }
                if changes.heard.load(Ordering::SeqCst) {
                    pause = far.0.retry_after;
                }
                far.hears(false);
                sleep(pause).await;
                pause = next_pause(far.0.retry_after, pause);
            }
        });
    }
}
