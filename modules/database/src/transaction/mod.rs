//! Transactions: all or nothing, inside of each other, and again where that helps.

mod attribute;
mod begun;
mod connection;
mod open;
mod policy;

use std::{sync::Arc, time::Duration};

use purlin::context::ExecutionContext;
use sea_orm::TransactionTrait;
use tokio::time::{Instant, sleep, timeout_at};

pub use attribute::{transactional, transactional_again};
pub(crate) use begun::Begun;
pub use connection::Transaction;
pub(crate) use open::current;
use open::{Open, entered};
pub use policy::{Nesting, TransactionPolicy};

use crate::{Database, DatabaseError, Engine, error::Cause, observe::count};

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Why a transaction was not kept, and whether it is worth another attempt.
struct Failed<E> {
    error: E,
    again: bool,
}

impl<E> Failed<E> {
    const fn for_good(error: E) -> Self {
        Self {
            error,
            again: false,
        }
    }
}

impl Database {
    /// Runs `work` in one transaction: committed when it returns `Ok`, rolled back when it returns
    /// an error, panics, or its future is dropped.
    ///
    /// While it runs, everything that asks this database in the same task is in the transaction; a
    /// repository need not take it. Tasks that are spawned meanwhile are outside. Inside of
    /// another transaction it is a part of that one, with a savepoint ([`Nesting::Savepoint`]).
    ///
    /// In a file it begins with the write lock (`BEGIN IMMEDIATE`), so it never fails half-way
    /// because somebody else wrote first; writers of this process wait in line without holding a
    /// connection. Past the deadline of the current context the work is given up.
    ///
    /// ```
    /// # use purlin_database::{Database, DatabaseError, Transaction, sea_orm::ConnectionTrait};
    /// # async fn example(database: &Database) -> Result<(), DatabaseError> {
    /// let id = 7;
    /// database
    ///     .transaction(async |tx: &Transaction| -> Result<(), DatabaseError> {
    ///         tx.execute_unprepared(&format!("DELETE FROM lines WHERE \"order\" = {id}")).await?;
    ///         tx.execute_unprepared(&format!("DELETE FROM orders WHERE id = {id}")).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// What `work` returns, or a [`DatabaseError`] if the transaction cannot begin or commit;
    /// [`DatabaseError::UnknownOutcome`] if nobody can tell whether it was committed.
    pub async fn transaction<T, E, W>(&self, work: W) -> Result<T, E>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let outcome = self.attempt(&TransactionPolicy::new(), work).await;
        outcome.map_err(|failed| failed.error)
    }

    /// The same as [`transaction`](Self::transaction), done as `policy` says. If the database gives
    /// it up for another transaction, or the connection is lost before the commit, nothing of it
    /// was kept and `work` runs again from its beginning, after a short pause, as often as the
    /// policy and the deadline of the current context allow. Inside of another transaction only
    /// the outermost is tried again.
    ///
    /// # Errors
    /// Those of [`transaction`](Self::transaction), of the last attempt;
    /// [`DatabaseError::Nesting`] if it cannot be what the policy says inside of another one.
    pub async fn transaction_with<T, E, W>(
        &self,
        policy: &TransactionPolicy,
        work: W,
    ) -> Result<T, E>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E> + Clone,
        E: From<DatabaseError>,
    {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let failed = match self.attempt(policy, work.clone()).await {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            if !failed.again || attempt >= policy.attempts {
                return Err(failed.error);
            }
            let context = self.contexts().next();
            // Those who met once would otherwise meet again.
            let wait = pause.mul_f64(0.5 + context.randomness().fraction() / 2.0);
            let until = Instant::now() + wait;
            if context.deadline().is_some_and(|deadline| until >= deadline) {
                return Err(failed.error);
            }
            tracing::debug!(database = %self.url(), attempt, "a transaction is tried again");
            count(&self.observer().retried);
            sleep(wait).await;
            pause = LONGEST_PAUSE.min(pause * 2);
            attempt += 1;
        }
    }

    async fn attempt<T, E, W>(&self, policy: &TransactionPolicy, work: W) -> Result<T, Failed<E>>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let own = self.of_tenant().await;
        let own = own.map_err(|error| Failed::for_good(error.into()))?;
        let this = own.as_ref().unwrap_or(self);
        // Boxed: futures of those who begin transactions stay small.
        match current(this) {
            None => Box::pin(this.whole(policy, work)).await,
            Some(outer) => match policy.nesting {
                Nesting::Savepoint => Box::pin(this.part(&outer, policy, work)).await,
                Nesting::Join => Box::pin(this.join(&outer, policy, work)).await,
                Nesting::Separate if this.engine() == Engine::Sqlite => Err(refused(
                    "a file has one writer at a time, so a separate one would wait for the one \
                     around it",
                )),
                Nesting::Separate => Box::pin(this.whole(policy, work)).await,
            },
        }
    }

    /// One that begins by itself.
    async fn whole<T, E, W>(&self, policy: &TransactionPolicy, work: W) -> Result<T, Failed<E>>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let mut running = self.running();
        let begun = self.begin_with(policy).await.map_err(|error| Failed {
            again: matches!(error, DatabaseError::Lost(_) | DatabaseError::Conflict(_)),
            error: error.into(),
        })?;
        // After the transaction: the turn ends when the rollback has been asked for.
        let (_slot, _turn) = (begun.slot, begun.turn);
        running.begun();
        let open = Open::new(self, begun.transaction, None);
        let (outcome, late) = self.run(&open, work).await;
        let ended = open.slot().write().await.take();
        let (Some(transaction), broken) = (ended, open.broken()) else {
            return Err(refused("it has ended already"));
        };
        match outcome {
            Ok(value) if broken.is_none() && open.unkept().is_none() => {
                match transaction.commit().await {
                    Ok(()) => {
                        running.committed();
                        Ok(value)
                    }
                    Err(error) => Err(match Cause::of(&error) {
                        Cause::Transport => {
                            running.unknown();
                            Failed::for_good(DatabaseError::UnknownOutcome(error).into())
                        }
                        cause => Failed {
                            again: cause == Cause::Conflict,
                            error: self.failed(error).into(),
                        },
                    }),
                }
            }
            outcome => {
                if late {
                    // The rollback would wait for the statement that took so long.
                    drop(transaction);
                } else if let Err(error) = transaction.rollback().await {
                    tracing::debug!(%error, "a transaction was not rolled back at once");
                }
                let why = open.unkept().unwrap_or("the database has given it up");
                Err(Failed {
                    error: outcome
                        .err()
                        .unwrap_or_else(|| DatabaseError::RolledBack { why }.into()),
                    again: broken.is_some(),
                })
            }
        }
    }

    /// A part with a savepoint.
    async fn part<T, E, W>(
        &self,
        outer: &Arc<Open>,
        policy: &TransactionPolicy,
        work: W,
    ) -> Result<T, Failed<E>>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        check_part(policy)?;
        let _one_at_a_time = outer.parts.lock().await;
        let begun = {
            let slot = outer.slot().read().await;
            match slot.as_ref() {
                Some(transaction) => match outer.check() {
                    Ok(()) => outer.note(transaction.begin().await),
                    Err(error) => Err(error),
                },
                None => return Err(refused("the one around it has ended")),
            }
        };
        let begun = begun.map_err(|error| Failed::for_good(self.failed(error).into()))?;
        let open = Open::new(self, begun, Some(Arc::clone(outer.root())));
        let (outcome, late) = self.run(&open, work).await;
        let Some(savepoint) = open.slot().write().await.take() else {
            return Err(refused("it has ended already"));
        };
        if open.broken().is_some() {
            let gone = || DatabaseError::RolledBack {
                why: "the database has given up the one around it",
            };
            return Err(Failed::for_good(
                outcome.err().unwrap_or_else(|| gone().into()),
            ));
        }
        let unkept = open.unkept();
        let ended = match (&outcome, unkept) {
            (Ok(_), None) => savepoint.commit().await,
            _ if late => {
                drop(savepoint);
                Ok(())
            }
            _ => savepoint.rollback().await,
        };
        let ended = outer.note(ended);
        match (outcome, unkept) {
            (Err(error), _) => Err(Failed::for_good(error)),
            (Ok(_), Some(why)) => Err(Failed::for_good(DatabaseError::RolledBack { why }.into())),
            (Ok(value), None) => match ended {
                Ok(()) => Ok(value),
                Err(error) => Err(Failed::for_good(self.failed(error).into())),
            },
        }
    }

    /// A part that stands and falls with the whole.
    async fn join<T, E, W>(
        &self,
        outer: &Arc<Open>,
        policy: &TransactionPolicy,
        work: W,
    ) -> Result<T, Failed<E>>
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        check_part(policy)?;
        let outcome = work(&self.handle(outer)).await;
        outcome.map_err(|error| {
            outer.doom();
            Failed::for_good(error)
        })
    }

    /// Runs the work with `open` as the current transaction, until the deadline of the context.
    /// The second value says whether that has passed.
    async fn run<T, E, W>(&self, open: &Arc<Open>, work: W) -> (Result<T, E>, bool)
    where
        W: AsyncFnOnce(&Transaction) -> Result<T, E>,
        E: From<DatabaseError>,
    {
        let context = ExecutionContext::current().unwrap_or_else(|| self.contexts().root());
        let deadline = context.deadline();
        let handle = self.handle(open);
        let working = entered(&context, open).scope(work(&handle));
        match deadline {
            None => (working.await, false),
            Some(deadline) => match timeout_at(deadline, working).await {
                Ok(outcome) => (outcome, false),
                Err(_) => (Err(DatabaseError::Deadline.into()), true),
            },
        }
    }

    fn handle(&self, open: &Arc<Open>) -> Transaction {
        Transaction {
            open: Arc::clone(open),
            backend: self.connection().get_database_backend(),
            observer: Arc::clone(self.observer()),
        }
    }
}

/// How strictly it is kept apart is decided when the outermost begins.
fn check_part<E: From<DatabaseError>>(policy: &TransactionPolicy) -> Result<(), Failed<E>> {
    match policy.isolation {
        None => Ok(()),
        Some(_) => Err(refused("its isolation is that of the one around it")),
    }
}

fn refused<E: From<DatabaseError>>(what: &'static str) -> Failed<E> {
    Failed::for_good(DatabaseError::Nesting { what }.into())
}
