//! A transaction that is under way, and how it travels in the context.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use purlin::context::ExecutionContext;
use sea_orm::{DatabaseTransaction, DbErr};
use tokio::{sync::RwLock, task};

use crate::{Database, Engine, error::Cause};

/// A transaction that is under way: one that has begun by itself, or a part of one.
pub(crate) struct Open {
    database: usize,
    engine: Engine,
    /// A task that is spawned meanwhile is outside: it may outlive the transaction.
    task: Option<task::Id>,
    /// The one that has begun by itself; none for that one.
    root: Option<Arc<Open>>,
    slot: RwLock<Option<DatabaseTransaction>>,
    state: Mutex<State>,
    /// Savepoints are undone in reverse: one part at a time.
    pub(super) parts: tokio::sync::Mutex<()>,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// The database has given up the whole.
    broken: Option<Cause>,
    /// A statement has failed, and the engine keeps nothing after that.
    aborted: bool,
    /// A part that was no savepoint has failed.
    doomed: bool,
}

impl Open {
    pub(super) fn new(
        database: &Database,
        transaction: DatabaseTransaction,
        root: Option<Arc<Self>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            database: database.id(),
            engine: database.engine(),
            task: task::try_id(),
            root,
            slot: RwLock::new(Some(transaction)),
            state: Mutex::default(),
            parts: tokio::sync::Mutex::default(),
        })
    }

    /// The transaction; nothing once it has ended.
    pub(crate) fn slot(&self) -> &RwLock<Option<DatabaseTransaction>> {
        &self.slot
    }

    pub(super) fn root(self: &Arc<Self>) -> &Arc<Self> {
        self.root.as_ref().unwrap_or(self)
    }

    fn whole(&self) -> &Self {
        self.root.as_deref().unwrap_or(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why the database has given up the whole, if it has.
    pub(super) fn broken(&self) -> Option<Cause> {
        self.whole().state().broken
    }

    /// Why it cannot be kept although the work has ended well.
    pub(super) fn unkept(&self) -> Option<&'static str> {
        let state = *self.state();
        match state {
            State { aborted: true, .. } => Some("a statement in it has failed"),
            State { doomed: true, .. } => Some("a part of it has failed"),
            _ => None,
        }
    }

    /// A part that was no savepoint has failed.
    pub(super) fn doom(&self) {
        self.state().doomed = true;
    }

    /// Refuses statements once the database has given up the whole: some engines would do them
    /// one by one.
    pub(crate) fn check(&self) -> Result<(), DbErr> {
        match self.broken() {
            None => Ok(()),
            Some(_) => Err(DbErr::Custom(
                "the transaction was given up; nothing more can be done in it".to_owned(),
            )),
        }
    }

    /// Remembers what a failure means for the transaction.
    pub(crate) fn note<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &outcome {
            match Cause::of(error) {
                cause @ (Cause::Conflict | Cause::Transport) => {
                    self.whole().state().broken.get_or_insert(cause);
                }
                _ if self.engine == Engine::Postgres && Cause::is_told(error) => {
                    self.state().aborted = true;
                }
                _ => {}
            }
        }
        outcome
    }
}

/// The transactions that are current: one of each database.
#[derive(Clone, Default)]
struct Current(Vec<Weak<Open>>);

/// The transaction of `database` that is current here.
pub(crate) fn current(database: &Database) -> Option<Arc<Open>> {
    ExecutionContext::with_current(|context| {
        let current = context.extension::<Current>()?;
        let mut open = current.0.iter().filter_map(Weak::upgrade);
        let found = open.find(|open| open.database == database.id())?;
        (found.task == task::try_id()).then_some(found)
    })
    .flatten()
}

/// `context`, in which `open` is the current transaction of its database.
pub(super) fn entered(context: &ExecutionContext, open: &Arc<Open>) -> ExecutionContext {
    let known = context.extension::<Current>();
    let mut all: Vec<_> = known.map(|known| known.0.clone()).unwrap_or_default();
    all.retain(|other| {
        other
            .upgrade()
            .is_some_and(|other| other.database != open.database)
    });
    all.push(Arc::downgrade(open));
    context.with_extension(Current(all))
}
