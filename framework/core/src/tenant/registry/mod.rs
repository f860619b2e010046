mod changes;
mod entrance;

use std::{
    any::TypeId,
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;

use super::{
    Guard, TenantId, TenantInit, TenantSpec, Violation, guard::Violations, lease::Generation,
};
use crate::{
    All,
    config::{ConfigLoader, ReadSection, SectionInfo, SectionValue},
    context::Contexts,
    error::Error,
    events::{EventBus, EventKind},
    lifecycle::Tasks,
};

/// The tenants of an application: who they are, what is set for each, and the way into each.
///
/// Every application provides it: ask for `Arc<Tenants>` or `&Tenants`. It is empty unless the
/// application lists [`TenantsModule`](super::TenantsModule), or adds tenants itself.
#[derive(Clone)]
pub struct Tenants(Arc<Inner>);

pub(crate) struct Inner {
    contexts: Contexts,
    tasks: Tasks,
    events: Weak<EventBus>,
    loader: ConfigLoader,
    sections: Vec<(SectionInfo, ReadSection)>,
    /// Where the section of a type is, once a configuration has been read.
    places: OnceLock<HashMap<TypeId, usize>>,
    /// The sections of the application itself, for those who have no tenant.
    own: OnceLock<Box<[SectionValue]>>,
    rules: RwLock<Rules>,
    tenants: ArcSwap<HashMap<TenantId, Arc<Tenant>>>,
    failed: Mutex<BTreeMap<TenantId, Error>>,
    violations: Violations,
    /// How often it was looked for tenants that rest.
    rounds: AtomicU64,
    /// One change at a time; true when the application is over, and nobody is added any more.
    turn: tokio::sync::Mutex<bool>,
}

/// How tenants are treated.
#[derive(Clone)]
struct Rules {
    guard: Guard,
    inits: All<dyn TenantInit>,
}

struct Tenant {
    spec: Mutex<TenantSpec>,
    generation: ArcSwap<Generation>,
    /// The round in which it was entered last.
    used: AtomicU64,
}

impl Tenants {
    pub(crate) fn new(
        contexts: Contexts,
        tasks: Tasks,
        events: &Arc<EventBus>,
        loader: ConfigLoader,
        sections: Vec<(SectionInfo, ReadSection)>,
    ) -> Self {
        Self(Arc::new(Inner {
            contexts,
            tasks,
            events: Arc::downgrade(events),
            loader,
            sections,
            places: OnceLock::new(),
            own: OnceLock::new(),
            rules: RwLock::new(Rules {
                guard: Guard::Off,
                inits: All::default(),
            }),
            tenants: ArcSwap::default(),
            failed: Mutex::default(),
            violations: Violations::default(),
            rounds: AtomicU64::new(0),
            turn: tokio::sync::Mutex::new(false),
        }))
    }

    pub(super) fn govern(&self, guard: Guard, inits: All<dyn TenantInit>) {
        let mut rules = self.0.rules.write().unwrap_or_else(PoisonError::into_inner);
        *rules = Rules { guard, inits };
    }

    /// The tenants that are served, in order.
    #[must_use]
    pub fn list(&self) -> Vec<TenantId> {
        let tenants = self.0.tenants.load();
        let mut ids: Vec<TenantId> = tenants.keys().cloned().collect();
        ids.sort();
        ids
    }

    /// Whether a tenant is served.
    #[must_use]
    pub fn contains(&self, id: &TenantId) -> bool {
        self.tenant(id).is_some()
    }

    /// The tenants whose latest configuration could not be made ready, and why, in order. One that
    /// was served before still is, with the configuration before.
    #[must_use]
    pub fn failed(&self) -> Vec<(TenantId, String)> {
        let failed = self.failures();
        failed
            .iter()
            .map(|(id, error)| (id.clone(), error.render()))
            .collect()
    }

    /// What the guard has noted last: at most 1,000, the oldest first.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.0.violations.latest()
    }

    /// How many violations the guard has noted in all.
    #[must_use]
    pub fn violation_count(&self) -> u64 {
        self.0.violations.total()
    }

    /// Runs `work` in the context of each tenant that is served, one after another, and gives what
    /// came of each.
    pub async fn for_each<T, F: Future<Output = T>>(
        &self,
        mut work: impl FnMut(TenantId) -> F,
    ) -> Vec<(TenantId, T)> {
        let mut outcomes = Vec::new();
        for id in self.list() {
            let Some(lease) = self.lease(&id) else {
                continue;
            };
            let context = self.0.contexts.root().with_lease(lease);
            let outcome = context.clone().scope(work(id.clone())).await;
            for error in context.close().await {
                tracing::warn!(target: "purlin", tenant = %id, "{error}");
            }
            outcomes.push((id, outcome));
        }
        outcomes
    }

    /// Drops the services of tenants that nobody has entered since the round before the last; they
    /// are made again when they are needed. Gives how many tenants that were.
    pub(super) fn let_rest(&self) -> usize {
        let round = self.0.rounds.fetch_add(1, Ordering::Relaxed) + 1;
        let mut count = 0;
        for tenant in self.0.tenants.load().values() {
            let rests = round.saturating_sub(tenant.used.load(Ordering::Relaxed)) > 2;
            let current = tenant.generation.load_full();
            if rests && current.leases() == 0 && !current.store.is_empty() {
                self.retire(tenant.generation.swap(current.again()));
                count += 1;
            }
        }
        count
    }

    /// Closes everything, at the end of the application.
    pub(super) async fn close(&self) -> Vec<Error> {
        *self.0.turn.lock().await = true;
        let tenants = self.0.tenants.swap(Arc::default());
        let mut errors = Vec::new();
        for tenant in tenants.values() {
            errors.extend(tenant.generation.load().store.close().await);
        }
        errors
    }

    fn retire(&self, generation: Arc<Generation>) {
        if generation.retire() {
            self.0.close_later(generation);
        }
    }

    fn tenant(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        let tenants = self.0.tenants.load();
        tenants.get(id).cloned()
    }

    /// Changes who there is; only one change runs at a time.
    fn change<R>(&self, change: impl FnOnce(&mut HashMap<TenantId, Arc<Tenant>>) -> R) -> R {
        let mut tenants = HashMap::clone(&self.0.tenants.load());
        let result = change(&mut tenants);
        self.0.tenants.store(Arc::new(tenants));
        result
    }

    fn failures(&self) -> MutexGuard<'_, BTreeMap<TenantId, Error>> {
        self.0.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn round(&self) -> u64 {
        self.0.rounds.load(Ordering::Relaxed)
    }

    fn emit(&self, kind: EventKind) {
        if let Some(events) = self.0.events.upgrade() {
            events.emit(kind);
        }
    }
}

impl Inner {
    /// The section of a type, of these.
    pub(super) fn of_type<C: Send + Sync + 'static>(
        &self,
        sections: &[SectionValue],
    ) -> Option<Arc<C>> {
        let places = self.places.get_or_init(|| {
            let types = sections.iter().map(|section| (**section).type_id());
            // Of several instances of a module the first one counts.
            let mut places = HashMap::new();
            for (place, of) in types.enumerate() {
                places.entry(of).or_insert(place);
            }
            places
        });
        let section = sections.get(*places.get(&TypeId::of::<C>())?)?;
        Arc::clone(section).downcast().ok()
    }

    /// Tells and drops what was made for a tenant that nobody is in any more.
    pub(super) fn close_later(&self, generation: Arc<Generation>) {
        let name = format!("close tenant {}", generation.id);
        let closing = self.tasks.spawn_until(name, |_| async move {
            for error in generation.store.close().await {
                tracing::warn!(target: "purlin", tenant = %generation.id, "{}", error.render());
            }
        });
        drop(closing);
    }
}

/// Says how many there are, never who.
impl fmt::Debug for Tenants {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tenants")
            .field("served", &self.list().len())
            .field("failed", &self.failures().len())
            .finish_non_exhaustive()
    }
}
