use std::{
    any::Any,
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    failure,
    site::{Realm, Site},
};
use crate::{
    error::{BoxError, Error},
    lifecycle::{contained, panicked},
    private::BoxFuture,
};

/// What was made for one request or for one tenant; cheap to clone.
///
/// Each service is made when it is first asked for, once, however many ask at the same time.
/// Whoever owns the store [closes](Self::close) it when the request or tenant ends: drop hooks
/// run and the services are dropped, in reverse order of their creation. A store that is dropped
/// without that drops its services in the same order, without hooks.
#[derive(Clone, Default)]
pub struct ScopeStore(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cells: OnceLock<Cells>,
    /// What was made, in order.
    made: Mutex<Vec<Made>>,
    closed: AtomicBool,
}

/// The places for services, of one application.
struct Cells {
    realm: Realm,
    cells: Box<[Cell]>,
}

#[derive(Default)]
struct Cell {
    value: RwLock<Option<Value>>,
    /// Held while the value is made.
    making: tokio::sync::Mutex<()>,
}

type Value = Box<dyn Any + Send + Sync>;

/// What a service wants to do before it is dropped.
pub type DropHook = Box<dyn FnOnce() -> BoxFuture<Result<(), BoxError>> + Send + Sync>;

struct Made {
    index: usize,
    label: &'static str,
    hook: Option<DropHook>,
}

impl ScopeStore {
    /// A store in which nothing has been made. It allocates nothing more until something is.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the request or tenant has ended: nothing more is made.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// How many services have been made and not been dropped yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.made().len()
    }

    /// Whether no service has been made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends it: from now on nothing is made, and what was made is told and dropped, the last one
    /// first. A service that somebody still holds lives on until that is let go, but is not given
    /// out any more. Closing again does nothing.
    ///
    /// Every hook runs, whatever became of those before it. The call has no limit of its own; one
    /// that is dropped before its end leaves the rest to be dropped with the store, without hooks.
    ///
    /// # Errors
    /// PL1406 for each drop hook that failed or panicked, PL1407 for each service that panicked
    /// while it was dropped.
    pub async fn close(&self) -> Vec<Error> {
        self.0.closed.store(true, Ordering::Release);
        let mut errors = Vec::new();
        loop {
            // One by one: what is left when this future is dropped is still in order.
            let last = self.0.made().pop();
            let Some(mut made) = last else { return errors };
            if let Some(hook) = made.hook.take() {
                errors.extend(told(made.label, hook).await);
            }
            errors.extend(self.0.forget(&made));
        }
    }

    /// What was made at `site`, seen by `pick`.
    pub(super) fn peek<M: 'static, R>(&self, site: &Site, pick: impl FnOnce(&M) -> R) -> Option<R> {
        let cells = self.0.cells.get()?;
        if !cells.realm.is(&site.realm) {
            return None;
        }
        let value = read(&cells.cells[site.index]);
        value.as_ref()?.downcast_ref::<M>().map(pick)
    }

    /// What is at `site`, made by `making` unless it is there; one at a time makes it. A failure
    /// is not kept: who asks next tries again.
    pub(super) async fn get_or_make<M, R, F>(
        &self,
        site: &Site,
        pick: impl Fn(&M) -> R,
        making: impl FnOnce() -> F,
        hook: Option<fn(&M) -> DropHook>,
    ) -> Result<R, Error>
    where
        M: Send + Sync + 'static,
        F: Future<Output = Result<M, BoxError>>,
    {
        if self.is_closed() {
            return Err(failure::ended(site));
        }
        let cells = self.0.cells.get_or_init(|| Cells {
            realm: site.realm.clone(),
            cells: (0..site.count).map(|_| Cell::default()).collect(),
        });
        if !cells.realm.is(&site.realm) {
            return Err(failure::other_application(site));
        }
        let step = Step::new(self, site)?;
        let cell = &cells.cells[site.index];
        let _turn = cell.making.lock().await;
        if let Some(picked) = self.peek(site, &pick) {
            return Ok(picked);
        }
        let made = MAKING.scope(Arc::new(step), making()).await;
        let made = made.map_err(|cause| failure::making_failed(site, cause))?;
        let picked = pick(&made);
        let hook = hook.map(|hook| hook(&made));
        match self.0.keep(site, made, hook) {
            Ok(()) => Ok(picked),
            Err((value, hook)) => {
                // The scope ended meanwhile: what was made for it is told and dropped at once.
                let mut errors = Vec::new();
                if let Some(hook) = hook {
                    errors.extend(told(site.label, hook).await);
                }
                errors.extend(dropped(site.label, (picked, value)));
                Err(failure::ended(site).with_related(errors))
            }
        }
    }
}

impl Inner {
    fn made(&self) -> MutexGuard<'_, Vec<Made>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was made, unless the scope has ended.
    fn keep<M: Send + Sync + 'static>(
        &self,
        site: &Site,
        value: M,
        hook: Option<DropHook>,
    ) -> Result<(), (M, Option<DropHook>)> {
        let Some(cells) = self.cells.get() else {
            return Err((value, hook));
        };
        let mut made = self.made();
        // Under the lock that closing takes: what is kept after this is seen by it.
        if self.closed.load(Ordering::Acquire) {
            return Err((value, hook));
        }
        *write(&cells.cells[site.index]) = Some(Box::new(value));
        made.push(Made {
            index: site.index,
            label: site.label,
            hook,
        });
        Ok(())
    }

    /// Drops the store's hold on what was made; its panic becomes an error.
    fn forget(&self, made: &Made) -> Option<Error> {
        let value = write(&self.cells.get()?.cells[made.index]).take();
        dropped(made.label, value)
    }
}

/// In reverse order of creation, whatever panics.
impl Drop for Inner {
    fn drop(&mut self) {
        let made = std::mem::take(&mut *self.made());
        for mut made in made.into_iter().rev() {
            drop(made.hook.take());
            if let Some(error) = self.forget(&made) {
                tracing::error!(target: "purlin", "{error}");
            }
        }
    }
}

impl fmt::Debug for ScopeStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ScopeStore")
            .field("made", &self.len())
            .field("closed", &self.is_closed())
            .finish()
    }
}

/// Runs a drop hook; what goes wrong is an error.
async fn told(label: &str, hook: DropHook) -> Option<Error> {
    let outcome = contained(async move { hook().await }).await;
    let cause = outcome.and_then(|outcome| outcome).err()?;
    Some(failure::drop_hook_failed(label, cause))
}

/// Drops user code; its panic is an error.
fn dropped<T>(label: &str, value: T) -> Option<Error> {
    let outcome = catch_unwind(AssertUnwindSafe(move || drop(value)));
    let panic = outcome.err()?;
    Some(failure::drop_panicked(label, panicked(panic)))
}

tokio::task_local! {
    /// What is being made by this task, the innermost first.
    static MAKING: Arc<Step>;
}

/// A service that is being made, and for which other one.
struct Step {
    store: ScopeStore,
    index: usize,
    outer: Option<Arc<Step>>,
}

impl Step {
    /// Begins to make what is at `site`, unless that is what it is for: it would wait for itself.
    fn new(store: &ScopeStore, site: &Site) -> Result<Self, Error> {
        let outer = MAKING.try_with(Arc::clone).ok();
        let mut at = outer.as_deref();
        while let Some(step) = at {
            if step.index == site.index && Arc::ptr_eq(&step.store.0, &store.0) {
                return Err(failure::asked_while_made(site));
            }
            at = step.outer.as_deref();
        }
        Ok(Self {
            store: store.clone(),
            index: site.index,
            outer,
        })
    }
}

fn read(cell: &Cell) -> std::sync::RwLockReadGuard<'_, Option<Value>> {
    cell.value.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(cell: &Cell) -> std::sync::RwLockWriteGuard<'_, Option<Value>> {
    cell.value.write().unwrap_or_else(PoisonError::into_inner)
}
