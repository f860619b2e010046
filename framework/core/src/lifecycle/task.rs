use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::task::JoinHandle;

use super::{Stop, failure, panic::contained};
use crate::{
    graph::Wiring,
    health::{Check, Health, HealthMonitor},
    private::{BoxError, BoxFuture},
};

/// A background task of a module, watched.
pub(crate) struct Watched {
    pub(crate) node: u16,
    pub(crate) stop: Stop,
    pub(crate) handle: JoinHandle<()>,
}

/// Spawns a task. If it ends with an error or a panic that is logged, and the application's
/// health says so from then on.
pub(crate) fn spawn(
    wiring: &'static Wiring,
    node: u16,
    health: &HealthMonitor,
    stop: Stop,
    future: BoxFuture<Result<(), BoxError>>,
) -> Watched {
    let verdict: Arc<Mutex<Option<String>>> = Arc::default();
    health.register(Check {
        name: failure::label(wiring, node),
        timeout: Duration::from_secs(1),
        run: watch(Arc::clone(&verdict)),
    });
    let handle = tokio::spawn(async move {
        if let Err(cause) = contained(|| future).await {
            let text = cause.to_string();
            let error = failure::task_failed(wiring, node, cause);
            tracing::error!(code = error.code(), "{}", error.render());
            *verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        }
    });
    Watched { node, stop, handle }
}

fn watch(verdict: Arc<Mutex<Option<String>>>) -> Arc<crate::private::CheckFn> {
    Arc::new(Box::new(move || {
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
    }))
}
