use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::events::Event;

/// Keeps the events of an application, for assertions.
///
/// ```
/// # extern crate purlin_core as purlin;
/// # use purlin::prelude::*;
/// use purlin::testing::Recorder;
///
/// # pub struct ShopModule;
/// # #[module]
/// # impl ShopModule {}
/// # #[app(modules = [ShopModule])]
/// # pub struct Shop;
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let recorder = Recorder::new();
/// let running = Shop::builder().observe(recorder.observer()).start().await?;
/// running.stop().await.map_err(|mut errors| errors.remove(0))?;
/// assert_eq!(recorder.lines().last().map(String::as_str), Some("stopped"));
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<Vec<Event>>>);

impl Recorder {
    /// A recorder that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What to give to [`AppBuilder::observe`](crate::app::AppBuilder::observe).
    ///
    /// All events have arrived when `stop` returns, or a `start` that fails.
    pub fn observer(&self) -> impl FnMut(&Event) + Send + 'static + use<> {
        let recorder = self.clone();
        move |event| recorder.push(event)
    }

    pub(crate) fn push(&self, event: &Event) {
        self.lock().push(event.clone());
    }

    /// The events seen so far, in order.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.lock().clone()
    }

    /// The events seen so far as one line each, without names of applications and without times.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.lock()
            .iter()
            .map(|event| event.kind.to_string())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
