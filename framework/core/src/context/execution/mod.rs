mod variation;

pub(super) use variation::Received;

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;
use tokio::time::Instant;

use super::{
    Baggage, Clock, Principal, Randomness, TraceContext, codes, extensions::Extensions, id::Id,
};
use crate::{
    error::{Category, Error},
    scope::{Here, ScopeStore, Scopes},
    tenant::{Lease, TenantId},
};

/// Who is asking, for which tenant, until when, by which clock.
///
/// It is cheap to clone and never changes: `with_…` makes another one. The current one is that of
/// the future that runs; it is carried everywhere without being passed by hand. What crosses
/// which boundary is a table in the book's chapter on contexts.
///
/// ```
/// # use purlin_core as purlin;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use purlin::context::{Clock, ExecutionContext, Principal, Randomness};
///
/// async fn greet() -> String {
///     let context = ExecutionContext::current();
///     let who = context.as_ref().and_then(ExecutionContext::principal);
///     who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
/// }
///
/// let context = ExecutionContext::new(&Clock::system(), &Randomness::system())
///     .with_principal(Principal::new("ada"));
/// assert_eq!(context.scope(greet()).await, "ada");
/// assert_eq!(greet().await, "nobody");
/// # }
/// ```
#[derive(Clone)]
pub struct ExecutionContext(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    clock: Clock,
    randomness: Randomness,
    correlation: OnceLock<Id>,
    request: OnceLock<Id>,
    trace: OnceLock<TraceContext>,
    /// What was made for the request; there once somebody enters or asks.
    request_scope: OnceLock<ScopeStore>,
    lease: Option<Lease>,
    deadline: Option<Instant>,
    /// What most contexts do not have.
    more: Option<Arc<More>>,
}

#[derive(Clone, Default)]
struct More {
    trace_state: Option<Arc<str>>,
    baggage: Baggage,
    principal: Option<Arc<Principal>>,
    locale: Option<Arc<str>>,
    time_zone: Option<Arc<str>>,
    rules: Arc<BTreeMap<String, Value>>,
    extensions: Extensions,
}

impl ExecutionContext {
    /// A context of its own: a new request of nobody, without a tenant and without an end.
    /// Applications make them with [`Contexts`](super::Contexts).
    #[must_use]
    pub fn new(clock: &Clock, randomness: &Randomness) -> Self {
        Self(Arc::new(Inner {
            clock: clock.clone(),
            randomness: randomness.clone(),
            correlation: OnceLock::new(),
            request: OnceLock::new(),
            trace: OnceLock::new(),
            request_scope: OnceLock::new(),
            lease: None,
            deadline: None,
            more: None,
        }))
    }

    /// The current one; `None` outside of all.
    #[must_use]
    pub fn current() -> Option<Self> {
        Self::with_current(Clone::clone)
    }

    /// Looks at the current one without a clone; `None` outside of all.
    pub fn with_current<R>(look: impl FnOnce(&Self) -> R) -> Option<R> {
        Here::context(look)
    }

    /// Makes it current for `future` and for what it awaits. A task that `future` spawns is
    /// outside, unless [`Tasks`](crate::lifecycle::Tasks) spawns it or it is taken along with
    /// [`InContext`](super::InContext).
    ///
    /// # Errors
    /// None of its own: see [`within_deadline`](Self::within_deadline) for who holds the limit.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> + use<F> {
        // No future of its own around it, for it would have to hold this one twice.
        Here::Context(self).scope(future)
    }

    /// Makes it current while `work` runs on this thread: for thread pools and blocking code.
    pub fn enter<R>(&self, work: impl FnOnce() -> R) -> R {
        Here::Context(self.clone()).enter(work)
    }

    /// Ends the request: its services are told and dropped, the last one first.
    ///
    /// # Errors
    /// What [`ScopeStore::close`] says.
    pub async fn close(&self) -> Vec<Error> {
        self.request_scope().close().await
    }

    pub(crate) fn scopes(&self) -> Scopes {
        let scopes = Scopes::none().with_request(self.request_scope());
        match &self.0.lease {
            Some(lease) => scopes.with_tenant(lease.store()),
            None => scopes,
        }
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The randomness.
    #[must_use]
    pub fn randomness(&self) -> &Randomness {
        &self.0.randomness
    }

    /// What ties together everything that is done for one reason, across services.
    #[must_use]
    pub fn correlation_id(&self) -> Id {
        // The first request of a chain gives its name to all of it.
        *self.0.correlation.get_or_init(|| self.request_id())
    }

    /// What tells this request from all others.
    #[must_use]
    pub fn request_id(&self) -> Id {
        *self
            .0
            .request
            .get_or_init(|| Id::random(&self.0.randomness))
    }

    /// The trace that it belongs to.
    #[must_use]
    pub fn trace(&self) -> TraceContext {
        *self
            .0
            .trace
            .get_or_init(|| TraceContext::begin(&self.0.randomness))
    }

    /// What vendors of tracing add to the trace, as in the header `tracestate`.
    #[must_use]
    pub fn trace_state(&self) -> Option<&str> {
        self.0.more.as_ref()?.trace_state.as_deref()
    }

    /// What travels with the request for others to read.
    #[must_use]
    pub fn baggage(&self) -> Baggage {
        self.0
            .more
            .as_ref()
            .map(|more| more.baggage.clone())
            .unwrap_or_default()
    }

    /// Whose data it is about.
    #[must_use]
    pub fn tenant(&self) -> Option<&TenantId> {
        self.0.lease.as_ref().map(Lease::id)
    }

    /// Who is asking.
    #[must_use]
    pub fn principal(&self) -> Option<&Principal> {
        self.0.more.as_ref()?.principal.as_deref()
    }

    /// The language and region of the one who asks, a tag of BCP 47: `de-AT`.
    #[must_use]
    pub fn locale(&self) -> Option<&str> {
        self.0.more.as_ref()?.locale.as_deref()
    }

    /// The time zone of the one who asks, a name of the IANA database: `Europe/Vienna`.
    #[must_use]
    pub fn time_zone(&self) -> Option<&str> {
        self.0.more.as_ref()?.time_zone.as_deref()
    }

    /// A value that rules and policies gave the request.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<&Value> {
        self.0.more.as_ref()?.rules.get(name)
    }

    /// A value of a type of yours.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.more.as_ref()?.extensions.get()
    }

    /// When it must be over; `None` if it need not.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.0.deadline
    }

    /// How long there is until the deadline; zero if it has passed, `None` if there is none.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let deadline = self.0.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// Awaits `future`, but not beyond the deadline.
    ///
    /// # Errors
    /// PL1420 if the deadline passes first; the future is dropped then.
    pub async fn within_deadline<F: Future>(&self, future: F) -> Result<F::Output, Error> {
        let Some(deadline) = self.0.deadline else {
            return Ok(future.await);
        };
        tokio::time::timeout_at(deadline, future)
            .await
            .map_err(|cause| {
                Error::new(
                    Category::Dependency,
                    codes::DEADLINE_PASSED,
                    "the time that the request had is over",
                )
                .action("give it more time, or find out what takes so long")
                .caused_by(cause)
            })
    }

    /// What was made for the request.
    #[must_use]
    pub fn request_scope(&self) -> &ScopeStore {
        self.0.request_scope.get_or_init(ScopeStore::new)
    }

    /// Whether anything was made for the request.
    #[must_use]
    pub fn has_request_services(&self) -> bool {
        // A store that nobody asked for is not made by asking.
        let store = self.0.request_scope.get();
        store.is_some_and(|store| !store.is_empty())
    }

    /// What was made for the tenant.
    #[must_use]
    pub fn tenant_scope(&self) -> Option<&ScopeStore> {
        self.0.lease.as_ref().map(Lease::store)
    }

    /// The same tenant, principal, trace and deadline for a piece of work of its own: another
    /// request with services of its own, a child span in the same trace.
    #[must_use]
    pub fn child(&self) -> Self {
        let (correlation, trace) = (self.correlation_id(), self.trace());
        let mut inner = (*self.0).clone();
        inner.correlation = OnceLock::from(correlation);
        inner.request = OnceLock::new();
        inner.trace = OnceLock::from(trace.child(&inner.randomness));
        inner.request_scope = OnceLock::new();
        Self(Arc::new(inner))
    }

    pub(crate) fn lease(&self) -> Option<&Lease> {
        self.0.lease.as_ref()
    }
}

/// Shows who and for whom; nothing that could be personal or secret.
impl fmt::Debug for ExecutionContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ExecutionContext")
            .field("request", &self.request_id())
            .field("tenant", &self.tenant())
            .field("principal", &self.principal().map(Principal::subject))
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
