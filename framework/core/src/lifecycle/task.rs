use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinHandle;

use super::{Stop, failure, machine::report, panic::contained};
use crate::{
    error::{BoxError, Error},
    events::{EventBus, EventKind},
    graph::Wiring,
    health::{Check, CheckPolicy, Health},
    kernel::Kernel,
    private::{BoxFuture, CheckFn},
};

/// A background task of a module, watched.
pub(crate) struct Watched {
    pub(crate) node: usize,
    pub(crate) stop: Stop,
    /// Ends with the task; gives its error if it failed after it was told to stop.
    pub(crate) handle: JoinHandle<Option<Error>>,
}

/// A task that is no longer watched is told to stop.
impl Drop for Watched {
    fn drop(&mut self) {
        self.stop.request();
    }
}

/// Spawns a task. If it ends with an error or a panic that is an event, and the application's
/// health says so from then on.
pub(crate) fn spawn(
    wiring: &'static Wiring,
    node: usize,
    kernel: &Kernel,
    events: &Arc<EventBus>,
    stop: Stop,
    future: BoxFuture<Result<(), BoxError>>,
) -> Watched {
    let verdict: Arc<Mutex<Option<String>>> = Arc::default();
    kernel.health().register(Check::new(
        wiring.node(node).module,
        failure::label(wiring, node),
        CheckPolicy::AT_ONCE,
        watch(Arc::clone(&verdict)),
    ));
    let events = Arc::clone(events);
    let told = stop.clone();
    let handle = tokio::spawn(async move {
        let Err(cause) = contained(future).await.and_then(|result| result) else {
            return None;
        };
        let late = told.is_requested();
        let text = cause.to_string();
        let error = failure::task_failed(wiring, node, cause);
        events.emit(EventKind::TaskFailed(report(wiring, node, &error)));
        *verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        late.then_some(error)
    });
    Watched { node, stop, handle }
}

fn watch(verdict: Arc<Mutex<Option<String>>>) -> CheckFn {
    Box::new(move || {
        let ended = verdict
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            match ended {
                Some(reason) => Health::unhealthy(format!("task ended: {reason}")),
                None => Health::healthy(),
            }
        })
    })
}
