//! Who comes, who changes, who goes: one change at a time.

use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicU64};

use arc_swap::ArcSwap;

use super::{
    super::{
        TenantId, TenantSpec, failure,
        lease::{Generation, Lease},
    },
    Tenant, Tenants,
};
use crate::{
    config::{Snapshot, diff, read},
    error::Error,
    events::EventKind,
    lifecycle::contained,
};

impl Tenants {
    /// Adds a tenant: its configuration is read and validated, it is made ready, and then served.
    ///
    /// # Errors
    /// PL1426 if it is there already; PL1424 if its configuration is wrong or it cannot be made
    /// ready, and then it is among the [failed](Self::failed), or if the application stops.
    pub async fn add(&self, spec: TenantSpec) -> Result<(), Error> {
        let over = self.0.turn.lock().await;
        if *over {
            return Err(failure::tenant_failed(spec.id(), failure::OVER));
        }
        if self.tenant(spec.id()).is_some() {
            return Err(failure::tenant_exists(spec.id()));
        }
        let read = self.noted(spec.id(), self.read(&spec).await)?;
        self.add_now(spec, read).await
    }

    async fn add_now(&self, spec: TenantSpec, read: Snapshot) -> Result<(), Error> {
        let id = spec.id().clone();
        let generation = self.noted(&id, self.made_ready(&id, read).await)?;
        let tenant = Tenant {
            spec: Mutex::new(spec),
            generation: ArcSwap::new(generation),
            used: AtomicU64::new(self.round()),
        };
        self.change(|tenants| tenants.insert(id.clone(), Arc::new(tenant)));
        self.emit(EventKind::TenantReady {
            tenant: id.to_string(),
        });
        Ok(())
    }

    /// Gives a tenant another configuration, all or nothing: requests that come from now on have
    /// the new one with services of their own, those that are in the tenant keep the old one.
    ///
    /// # Errors
    /// PL1423 if there is no such tenant; PL1424 if the new configuration is wrong or the tenant
    /// cannot be made ready with it: then it stays as it is.
    pub async fn update(&self, spec: TenantSpec) -> Result<(), Error> {
        // When the application is over, there is no such tenant any more.
        let _turn = self.0.turn.lock().await;
        let Some(tenant) = self.tenant(spec.id()) else {
            return Err(failure::unknown_tenant(spec.id()));
        };
        let read = self.noted(spec.id(), self.read(&spec).await)?;
        self.update_now(&tenant, spec, read).await
    }

    async fn update_now(
        &self,
        tenant: &Tenant,
        spec: TenantSpec,
        read: Snapshot,
    ) -> Result<(), Error> {
        let generation = self.noted(spec.id(), self.made_ready(spec.id(), read).await)?;
        let id = spec.id().to_string();
        *tenant.spec.lock().unwrap_or_else(PoisonError::into_inner) = spec;
        self.retire(tenant.generation.swap(generation));
        self.emit(EventKind::TenantUpdated { tenant: id });
        Ok(())
    }

    /// Removes a tenant: nobody enters it any more, and when the last one has left, its services
    /// are told and dropped. False if there was none.
    pub async fn remove(&self, id: &TenantId) -> bool {
        let _turn = self.0.turn.lock().await;
        self.remove_now(id)
    }

    fn remove_now(&self, id: &TenantId) -> bool {
        let had_failed = self.failures().remove(id).is_some();
        let Some(tenant) = self.change(|tenants| tenants.remove(id)) else {
            return had_failed;
        };
        self.retire(tenant.generation.load_full());
        self.emit(EventKind::TenantRemoved {
            tenant: id.to_string(),
        });
        true
    }

    /// Brings the tenants to what `specs` say: adds, updates and removes. One whose configuration
    /// is what it was keeps its services; one that cannot be made ready hurts no other.
    ///
    /// Gives the errors of those that could not be made ready.
    pub async fn set(&self, specs: Vec<TenantSpec>) -> Vec<Error> {
        let over = self.0.turn.lock().await;
        if *over {
            return Vec::new();
        }
        let wanted: Vec<TenantId> = specs.iter().map(|spec| spec.id().clone()).collect();
        let mut known = self.list();
        known.extend(self.failures().keys().cloned());
        for id in known.iter().filter(|id| !wanted.contains(id)) {
            self.remove_now(id);
        }
        let mut errors = Vec::new();
        for spec in specs {
            errors.extend(self.bring(spec).await.err());
        }
        errors
    }

    /// Adds a tenant, or updates it if its configuration is another.
    async fn bring(&self, spec: TenantSpec) -> Result<(), Error> {
        let read = self.noted(spec.id(), self.read(&spec).await)?;
        let Some(tenant) = self.tenant(spec.id()) else {
            return self.add_now(spec, read).await;
        };
        if diff(&tenant.generation.load().tree, &read.tree).is_empty() {
            self.failures().remove(spec.id());
            return Ok(());
        }
        self.update_now(&tenant, spec, read).await
    }

    /// Reads the configuration of a tenant.
    async fn read(&self, spec: &TenantSpec) -> Result<Snapshot, Error> {
        let loader = spec.layered(&self.0.loader);
        let sections = self.0.sections.clone();
        // Files are read.
        let read = tokio::task::spawn_blocking(move || read(&loader, &sections)).await;
        read.map_err(|cause| failure::tenant_failed(spec.id(), cause))?
    }

    /// Makes a tenant ready with a configuration.
    async fn made_ready(&self, id: &TenantId, read: Snapshot) -> Result<Arc<Generation>, Error> {
        let generation = Generation::new(id.clone(), read, &self.0);
        let mut context = self.0.contexts.root();
        if let Some(lease) = Lease::take(Arc::clone(&generation)) {
            context = context.with_lease(lease);
        }
        let inits = self
            .0
            .rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .inits
            .clone();
        for init in &inits {
            let (init, tenant) = (Arc::clone(init), id.clone());
            let work = async move { init.init(&tenant).await };
            let done = contained(context.clone().scope(work)).await;
            let done = done.map_err(|panic| failure::tenant_failed(id, panic));
            if let Err(error) = done.and_then(|done| done) {
                drop(context.close().await);
                let related = generation.store.close().await;
                return Err(error.with_related(related));
            }
        }
        context.close().await;
        Ok(generation)
    }

    /// Keeps in mind whether a tenant could be read and made ready, and tells if not.
    fn noted<T>(&self, id: &TenantId, outcome: Result<T, Error>) -> Result<T, Error> {
        let cause = match outcome {
            Ok(done) => {
                self.failures().remove(id);
                return Ok(done);
            }
            Err(cause) => cause,
        };
        let error = failure::tenant_failed(id, cause);
        self.emit(EventKind::TenantFailed {
            tenant: id.to_string(),
            code: error.code(),
            message: error.render(),
        });
        let again = failure::tenant_failed(id, error.render());
        self.failures().insert(id.clone(), again);
        Err(error)
    }
}
