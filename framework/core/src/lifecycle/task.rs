use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{
    Restart, Stop, TaskPolicy, failure,
    machine::report,
    panic::{contained, guarded},
};
use crate::{
    error::{BoxError, Error},
    events::{EventBus, EventKind, TaskRestart},
    graph::Wiring,
    health::{Check, CheckPolicy, Health},
    kernel::Kernel,
    private::{CheckFn, TaskFn},
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

/// Spawns a task. If it ends with an error or a panic and is not started again, that is an event,
/// and the application's health says so from then on.
pub(crate) fn spawn(
    wiring: &'static Wiring,
    node: usize,
    kernel: &Kernel,
    events: &Arc<EventBus>,
    run: TaskFn,
    policy: TaskPolicy,
) -> Watched {
    let supervisor = Supervisor {
        wiring,
        node,
        events: Arc::clone(events),
        state: Arc::default(),
        stop: Stop::new(),
        run,
        policy,
    };
    kernel.health().register(Check::new(
        wiring.node(node).module,
        failure::label(wiring, node),
        CheckPolicy {
            optional: wiring.module_of(node).optional,
            ..CheckPolicy::AT_ONCE
        },
        watch(Arc::clone(&supervisor.state), policy.backoff_max),
    ));
    let stop = supervisor.stop.clone();
    let handle = tokio::spawn(supervisor.supervise());
    Watched { node, stop, handle }
}

/// How a task is doing.
#[derive(Default)]
enum State {
    #[default]
    Fine,
    /// It ended and waits for its next run.
    Waiting { reason: String },
    /// It runs again since then.
    Again { since: Instant, reason: String },
    /// It is gone.
    Gone { reason: String },
}

struct Supervisor {
    wiring: &'static Wiring,
    node: usize,
    events: Arc<EventBus>,
    state: Arc<Mutex<State>>,
    stop: Stop,
    run: TaskFn,
    policy: TaskPolicy,
}

impl Supervisor {
    /// Runs the task, again and again if its policy says so.
    async fn supervise(self) -> Option<Error> {
        let mut restarts = 0;
        loop {
            let began = Instant::now();
            let ended = match guarded(|| Ok((self.run)(self.stop.clone()))) {
                Ok(run) => contained(run).await.and_then(|result| result),
                Err(panic) => Err(panic),
            };
            if began.elapsed() >= self.policy.backoff_max {
                restarts = 0;
            }
            let told = self.stop.is_requested();
            let again = !told && restarts < self.policy.limit && self.again(&ended);
            if !again {
                let cause = match ended {
                    Ok(()) if !told && self.policy.restart == Restart::Always => {
                        format!("it ended by itself after {restarts} restarts in a row").into()
                    }
                    Ok(()) => return None,
                    Err(cause) => cause,
                };
                return self.gone(cause, told);
            }
            restarts += 1;
            let wait = self.policy.wait(restarts);
            let reason = self.restarting(restarts, wait, ended.err());
            tokio::select! {
                biased;
                () = self.stop.requested() => return None,
                () = sleep(wait) => {}
            }
            *self.state() = match reason {
                Some(reason) => State::Again {
                    since: Instant::now(),
                    reason,
                },
                None => State::Fine,
            };
        }
    }

    fn again(&self, ended: &Result<(), BoxError>) -> bool {
        match self.policy.restart {
            Restart::Never => false,
            Restart::OnFailure => ended.is_err(),
            Restart::Always => true,
        }
    }

    /// Tells that the task will run again, and why.
    fn restarting(&self, restart: u32, after: Duration, cause: Option<BoxError>) -> Option<String> {
        let reason = cause.map(|cause| cause.to_string());
        if let Some(reason) = &reason {
            let reason = reason.clone();
            *self.state() = State::Waiting { reason };
        }
        self.events.emit(EventKind::TaskRestarting(TaskRestart {
            module: self.wiring.module_of(self.node).name,
            task: failure::label(self.wiring, self.node),
            restart,
            after,
            reason: reason.clone(),
        }));
        reason
    }

    /// Tells that the task has failed for good; the error if nobody looks at its health any more.
    fn gone(&self, cause: BoxError, told: bool) -> Option<Error> {
        let reason = cause.to_string();
        let error = failure::task_failed(self.wiring, self.node, cause);
        self.events.emit(EventKind::TaskFailed(report(
            self.wiring,
            self.node,
            &error,
        )));
        *self.state() = State::Gone { reason };
        told.then_some(error)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A task that was restarted is well again when it has run for as long as a restart waits at most.
fn watch(state: Arc<Mutex<State>>, settled: Duration) -> CheckFn {
    Box::new(move || {
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let health = match &*state {
            State::Fine => Health::healthy(),
            State::Waiting { reason } => {
                Health::degraded(format!("task waits for its restart: {reason}"))
            }
            State::Again { since, .. } if since.elapsed() >= settled => Health::healthy(),
            State::Again { reason, .. } => Health::degraded(format!("task restarted: {reason}")),
            State::Gone { reason } => Health::unhealthy(format!("task ended: {reason}")),
        };
        drop(state);
        Box::pin(async move { health })
    })
}
