use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{Shared, WeakShared},
};
use tokio::time::Instant;

use super::{CheckReport, Health, HealthStatus};
use crate::{
    context::Clock,
    events::HealthChange,
    lifecycle::{Ended, later, within},
    logging::Masks,
    private::{BoxFuture, CheckFn},
};

/// How a health check is run and what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckPolicy {
    /// How long it may take.
    pub timeout: Duration,
    /// How long its result is good for.
    pub cache: Duration,
    /// Whether readiness leaves it out.
    pub optional: bool,
}

impl CheckPolicy {
    /// For what is known without asking.
    pub(crate) const AT_ONCE: Self = Self {
        timeout: Duration::from_secs(1),
        cache: Duration::ZERO,
        optional: false,
    };
}

/// A health check of the graph, bound to the services that it looks at.
#[derive(Clone)]
pub(crate) struct Check(Arc<Inner>);

struct Inner {
    /// The module that it goes with.
    module: usize,
    name: String,
    policy: CheckPolicy,
    run: CheckFn,
    state: Mutex<State>,
}

/// One run of a check; whoever waits for it drives it.
pub(super) type Run = BoxFuture<Arc<Ran>>;

/// Which results are good enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One that is in the cache.
    Cached,
    /// Only that of a run that has not ended yet.
    Fresh,
}

/// What a check answers.
pub(super) enum Answer {
    Now(Arc<Ran>),
    /// When this has ended.
    Later(Shared<Run>),
}

/// What a run found, and when.
pub(super) struct Ran {
    health: Health,
    at_unix_ms: u64,
    took: Duration,
}

struct State {
    /// The latest result and until when it is good.
    latest: Option<(Instant, Arc<Ran>)>,
    /// The run that is going on; gone when nobody waits for it any more.
    run: Option<WeakShared<Run>>,
    /// The status that was told last.
    told: HealthStatus,
    /// The status of the run before.
    before: HealthStatus,
}

impl Check {
    pub(crate) fn new(module: usize, name: String, policy: CheckPolicy, run: CheckFn) -> Self {
        Self(Arc::new(Inner {
            module,
            name,
            policy,
            run,
            state: Mutex::new(State {
                latest: None,
                run: None,
                told: HealthStatus::Healthy,
                before: HealthStatus::Healthy,
            }),
        }))
    }

    pub(super) fn module(&self) -> usize {
        self.0.module
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The latest result if that is wanted and still good; else that of a run, or of the one that
    /// is going on, if it need not be waited for.
    pub(super) fn answer(&self, wanted: Wanted, means: Means<'_>, tell: &Tell) -> Answer {
        let run = match self.ask(wanted, means, tell) {
            Answer::Later(run) => run,
            known @ Answer::Now(_) => return known,
        };
        // Most checks answer at once: waiting for many together is what costs.
        match run.clone().now_or_never() {
            Some(ran) => Answer::Now(ran),
            None => Answer::Later(run),
        }
    }

    fn ask(&self, wanted: Wanted, (clock, masks): Means<'_>, tell: &Tell) -> Answer {
        let mut state = self.state();
        if wanted == Wanted::Cached
            && let Some((until, ran)) = &state.latest
            && Instant::now() < *until
        {
            return Answer::Now(Arc::clone(ran));
        }
        let going = state.run.as_ref().and_then(WeakShared::upgrade);
        // One that has ended is only kept by those who have not looked at it yet.
        if let Some(run) = going.filter(|run| run.peek().is_none()) {
            return Answer::Later(run);
        }
        let (check, tell) = (self.clone(), Arc::clone(tell));
        let (clock, masks) = (clock.clone(), masks.clone());
        let run: Run = Box::pin(async move { check.once((&clock, &masks), &tell).await });
        let run = run.shared();
        state.run = run.downgrade();
        Answer::Later(run)
    }

    async fn once(&self, (clock, masks): Means<'_>, tell: &Tell) -> Arc<Ran> {
        let CheckPolicy { timeout, cache, .. } = self.0.policy;
        let started = Instant::now();
        let health = match within(later(started, timeout), || (self.0.run)()).await {
            Ended::Done(health) => health,
            Ended::Panicked(panic) => Health::unhealthy(panic.to_string()),
            Ended::Overran | Ended::Interrupted => {
                Health::unhealthy(format!("no answer within {timeout:?}"))
            }
        };
        let ended = Instant::now();
        let ran = Arc::new(Ran {
            health: health.masked(masks),
            at_unix_ms: clock.unix_millis(),
            took: ended.saturating_duration_since(started),
        });
        let change = self.state().found(&ran, later(ended, cache));
        if let Some((from, to)) = change {
            tell(HealthChange {
                check: self.0.name.clone(),
                from,
                to,
                message: ran.health.message().map(str::to_owned),
            });
        }
        ran
    }

    pub(super) fn report(&self, ran: &Ran) -> CheckReport {
        CheckReport {
            name: self.0.name.clone(),
            status: ran.health.status(),
            message: ran.health.message().map(str::to_owned),
            optional: self.0.policy.optional,
            at_unix_ms: ran.at_unix_ms,
            took_ms: u64::try_from(ran.took.as_millis()).unwrap_or(u64::MAX),
            details: ran.health.details().clone(),
        }
    }
}

/// What a run needs of the application: the time, and what nobody may read.
type Means<'a> = (&'a Clock, &'a Masks);

/// Tells the application of a change.
pub(super) type Tell = Arc<dyn Fn(HealthChange) + Send + Sync>;

impl State {
    /// Keeps a result. A change is told when two runs in a row agree on it, so that one that
    /// flickers does not flood anybody.
    fn found(&mut self, ran: &Arc<Ran>, until: Instant) -> Option<(HealthStatus, HealthStatus)> {
        let now = ran.health.status();
        self.latest = Some((until, Arc::clone(ran)));
        let agreed = self.before == now;
        self.before = now;
        if !agreed || self.told == now {
            return None;
        }
        Some((std::mem::replace(&mut self.told, now), now))
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Check")
            .field("name", &self.0.name)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}
