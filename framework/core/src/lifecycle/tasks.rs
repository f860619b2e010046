use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, sync::oneshot, task::AbortHandle};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use super::{Stop, codes, panic::contained};
use crate::{
    context::InContext,
    error::{Category, Error},
    events::{EventBus, EventKind, Failure},
};

/// Spawns tasks that end with the application: what a request leaves behind, a job, a timer.
///
/// Every application provides it: ask for `Arc<Tasks>` or `&Tasks`. What goes on for the whole life
/// of a module is a [`task`](crate::task) of that module instead.
///
/// When the application stops, after it has drained and before its first module is stopped, all
/// of them are told to stop and waited for; what overruns the stop deadline is cut off and named.
#[derive(Clone)]
pub struct Tasks(Arc<Inner>);

struct Inner {
    runtime: Handle,
    events: Weak<EventBus>,
    stop: Stop,
    tracker: TaskTracker,
    live: Mutex<Live>,
}

#[derive(Default)]
struct Live {
    closed: bool,
    last: u64,
    tasks: BTreeMap<u64, (Name, Option<AbortHandle>)>,
}

type Name = Cow<'static, str>;

impl Tasks {
    pub(crate) fn new(runtime: Handle, events: &Arc<EventBus>) -> Self {
        Self(Arc::new(Inner {
            runtime,
            events: Arc::downgrade(events),
            stop: Stop::new(),
            tracker: TaskTracker::new(),
            live: Mutex::default(),
        }))
    }

    /// Spawns a task. When the application stops it is dropped where it waits; one that has
    /// something to finish then is for [`Tasks::spawn_until`].
    ///
    /// The [context](crate::context::ExecutionContext) that is current here is current in the task
    /// too; what was made for the request is there until the request ends.
    ///
    /// The handle gives the result; dropping it lets the task go on. A panic is an event
    /// ([`TaskFailed`](crate::events::EventKind::TaskFailed)) too. Once the application stops
    /// nothing is spawned any more, and the handle says that it was cancelled.
    ///
    /// ```
    /// # extern crate purlin_core as purlin;
    /// # use purlin::prelude::*;
    /// # pub struct ShopModule;
    /// # #[module]
    /// # impl ShopModule {}
    /// # #[app(modules = [ShopModule])]
    /// # pub struct Shop;
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// # let running = Shop::builder().start().await?;
    /// let tasks = running.get::<Tasks>();
    /// let sum = tasks.spawn("sum", async { 1 + 2 });
    /// assert_eq!(sum.await?, 3);
    /// # running.stop().await.map_err(|mut errors| errors.remove(0))?;
    /// # Ok::<(), Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn<T: Send + 'static>(
        &self,
        name: impl Into<Cow<'static, str>>,
        work: impl Future<Output = T> + Send + 'static,
    ) -> TaskHandle<T> {
        let stop = self.0.stop.child();
        let told = stop.clone();
        self.start(name.into(), stop, async move {
            tokio::select! {
                biased;
                () = told.requested() => None,
                result = work => Some(result),
            }
        })
    }

    /// Spawns a task that is told to stop and then finishes by itself, within the stop deadline.
    /// Otherwise the same as [`Tasks::spawn`].
    pub fn spawn_until<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
        &self,
        name: impl Into<Cow<'static, str>>,
        work: impl FnOnce(Stop) -> F,
    ) -> TaskHandle<T> {
        let stop = self.0.stop.child();
        let work = work(stop.clone());
        self.start(name.into(), stop, async move { Some(work.await) })
    }

    /// How many of them have not ended.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live().tasks.len()
    }

    /// Whether all have ended.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn start<T: Send + 'static>(
        &self,
        name: Name,
        stop: Stop,
        work: impl Future<Output = Option<T>> + Send + 'static,
    ) -> TaskHandle<T> {
        let (tell, result) = oneshot::channel();
        let handle = TaskHandle { result, stop };
        let mut live = self.live();
        if live.closed {
            return handle;
        }
        live.last += 1;
        let number = live.last;
        live.tasks.insert(number, (name.clone(), None));
        let listed = Listed {
            tasks: self.clone(),
            number,
            // Taken under the lock: whoever closes from now on waits for it.
            _waited_for: self.0.tracker.token(),
        };
        // A runtime that is gone drops the task at once, and that takes the lock.
        drop(live);
        let run = async move {
            let ended = match contained(work).await {
                Ok(Some(result)) => Ok(result),
                Ok(None) => Err(TaskError::Cancelled),
                Err(panic) => {
                    let error = TaskError::Panicked(panic.to_string());
                    listed.tasks.failed(&name, &error);
                    Err(error)
                }
            };
            drop(listed);
            // Nobody has to be interested.
            let _ = tell.send(ended);
        };
        // What is current where it is spawned is current in it too.
        let spawned = self.0.runtime.spawn(run.in_current_context());
        if let Some((_, abort)) = self.live().tasks.get_mut(&number) {
            *abort = Some(spawned.abort_handle());
        }
        handle
    }

    fn failed(&self, name: &str, error: &TaskError) {
        let Some(events) = self.0.events.upgrade() else {
            return;
        };
        let error = Error::new(
            Category::Lifecycle,
            codes::TASK_FAILED,
            format!("task `{name}` failed: {error}"),
        );
        let failure = Failure::new("KernelModule", name.to_owned(), &error);
        events.emit(EventKind::TaskFailed(failure));
    }

    fn live(&self) -> MutexGuard<'_, Live> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells all of them to stop, and spawns none from now on.
    pub(super) fn close(&self) {
        self.live().closed = true;
        self.0.tracker.close();
        self.0.stop.request();
    }

    /// Waits until all of them have ended.
    pub(super) async fn ended(&self) {
        self.0.tracker.wait().await;
    }

    /// Cuts off those that have not ended; their numbers and names.
    pub(super) fn abort(&self) -> Vec<(u64, Name)> {
        let late = self.live().tasks.clone();
        late.into_iter()
            .map(|(number, (name, abort))| {
                if let Some(abort) = abort {
                    abort.abort();
                }
                (number, name)
            })
            .collect()
    }

    /// Whether this one has not ended.
    pub(super) fn is_live(&self, number: u64) -> bool {
        self.live().tasks.contains_key(&number)
    }
}

impl fmt::Debug for Tasks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tasks")
            .field("live", &self.len())
            .finish_non_exhaustive()
    }
}

/// Lists a task for as long as its future lives.
struct Listed {
    tasks: Tasks,
    number: u64,
    _waited_for: TaskTrackerToken,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.tasks.live().tasks.remove(&self.number);
    }
}

/// A task of [`Tasks`]: await it for its result. Dropping it lets the task go on.
#[derive(Debug)]
pub struct TaskHandle<T> {
    result: oneshot::Receiver<Result<T, TaskError>>,
    stop: Stop,
}

impl<T> TaskHandle<T> {
    /// Tells the task to stop, as the stop of the application would. Idempotent.
    pub fn cancel(&self) {
        self.stop.request();
    }
}

impl<T> Future for TaskHandle<T> {
    type Output = Result<T, TaskError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = ready!(Pin::new(&mut self.result).poll(context));
        Poll::Ready(ended.unwrap_or(Err(TaskError::Cancelled)))
    }
}

/// Why a task has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// It was told to stop, or the application had been.
    #[error("the task was cancelled")]
    Cancelled,
    /// It panicked; the text of the panic.
    #[error("{0}")]
    Panicked(String),
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        Self::new(
            Category::Lifecycle,
            codes::TASK_FAILED,
            "a task has no result",
        )
        .caused_by(error)
    }
}
