use tokio::sync::watch;

use crate::observe::{Observer, count};

/// A transaction that is under way; dropped without a word, it is rolled back.
pub(crate) struct Underway<'a> {
    pub(super) running: &'a watch::Sender<usize>,
    pub(super) observer: &'a Observer,
    /// Whether it has begun and not ended.
    pub(super) begun: bool,
}

impl Underway<'_> {
    pub(crate) fn begun(&mut self) {
        count(&self.observer.begun);
        self.begun = true;
    }

    pub(crate) fn committed(&mut self) {
        count(&self.observer.committed);
        self.begun = false;
    }

    pub(crate) fn unknown(&mut self) {
        count(&self.observer.unknown);
        self.begun = false;
    }
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        if self.begun {
            count(&self.observer.rolled_back);
        }
        self.running.send_modify(|running| *running -= 1);
    }
}
