use std::{
    fmt,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::{TenantId, registry::Inner};
use crate::{
    config::{ConfigTree, SectionValue, Snapshot},
    context::ExecutionContext,
    scope::ScopeStore,
};

/// A tenant as it was made ready once: its settings, and what was made for it with them. An
/// update makes another.
pub(crate) struct Generation {
    pub(super) id: TenantId,
    pub(super) store: ScopeStore,
    pub(super) sections: Box<[SectionValue]>,
    /// What the sections were read from.
    pub(super) tree: Arc<ConfigTree>,
    tenants: Weak<Inner>,
    leases: AtomicUsize,
    retired: AtomicBool,
    ended: AtomicBool,
}

impl Generation {
    pub(super) fn new(id: TenantId, read: Snapshot, tenants: &Arc<Inner>) -> Arc<Self> {
        Self::with(id, (read.sections, read.tree), Arc::downgrade(tenants))
    }

    /// The same settings, with nothing made yet.
    pub(super) fn again(&self) -> Arc<Self> {
        let settings = (self.sections.clone(), Arc::clone(&self.tree));
        Self::with(self.id.clone(), settings, Weak::clone(&self.tenants))
    }

    fn with(
        id: TenantId,
        (sections, tree): (Box<[SectionValue]>, Arc<ConfigTree>),
        tenants: Weak<Inner>,
    ) -> Arc<Self> {
        Arc::new(Self {
            id,
            tenants,
            store: ScopeStore::new(),
            sections,
            tree,
            leases: AtomicUsize::new(0),
            retired: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        })
    }

    /// How many contexts are in the tenant now.
    pub(super) fn leases(&self) -> usize {
        self.leases.load(Ordering::Acquire)
    }

    /// No context enters it any more. True for the one call after which nobody is in it: who gets
    /// that closes its store.
    pub(super) fn retire(&self) -> bool {
        self.retired.store(true, Ordering::SeqCst);
        self.is_over()
    }

    fn is_over(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
            && self.leases.load(Ordering::SeqCst) == 0
            && !self.ended.swap(true, Ordering::SeqCst)
    }
}

/// Who holds it is in the tenant: its services live at least as long.
pub(crate) struct Lease(Arc<Generation>);

impl Lease {
    /// Enters a generation; `None` if it has been retired meanwhile.
    pub(super) fn take(generation: Arc<Generation>) -> Option<Self> {
        let lease = Self::hold(generation);
        // Whoever retires it looks at the leases after saying so: one of the two sees the other.
        (!lease.0.retired.load(Ordering::SeqCst)).then_some(lease)
    }

    fn hold(generation: Arc<Generation>) -> Self {
        generation.leases.fetch_add(1, Ordering::SeqCst);
        Self(generation)
    }

    pub(crate) fn id(&self) -> &TenantId {
        &self.0.id
    }

    pub(crate) fn store(&self) -> &ScopeStore {
        &self.0.store
    }

    pub(super) fn generation(&self) -> &Generation {
        &self.0
    }

    /// Whether it is of this registry.
    pub(super) fn is_of(&self, tenants: &Arc<Inner>) -> bool {
        std::ptr::eq(self.0.tenants.as_ptr(), Arc::as_ptr(tenants))
    }
}

impl Clone for Lease {
    fn clone(&self) -> Self {
        Self::hold(Arc::clone(&self.0))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.leases.fetch_sub(1, Ordering::SeqCst);
        if self.0.is_over()
            && let Some(tenants) = self.0.tenants.upgrade()
        {
            tenants.close_later(Arc::clone(&self.0));
        }
    }
}

/// What a section is for the tenant of the current context.
pub(crate) fn current_section<C: Send + Sync + 'static>() -> Option<Arc<C>> {
    let found = ExecutionContext::with_current(|context| {
        let lease = context.lease()?;
        let tenants = lease.0.tenants.upgrade()?;
        tenants.of_type::<C>(&lease.0.sections)
    });
    found.flatten()
}

impl fmt::Debug for Lease {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Lease({})", self.id())
    }
}
