//! The ways into a tenant, and what the guard says at them.

use std::sync::{Arc, PoisonError, atomic::Ordering};

use super::{
    super::{Guard, TenantId, Violation, failure, lease::Lease},
    Tenants,
};
use crate::{
    config::{ConfigSection, read},
    context::ExecutionContext,
    error::Error,
    events::EventKind,
};

impl Tenants {
    /// A new request for a tenant.
    ///
    /// # Errors
    /// PL1423 if there is no such tenant, whatever the guard; it is kept as a violation unless the
    /// guard is off.
    pub fn context(&self, id: &TenantId) -> Result<ExecutionContext, Error> {
        let context = self.0.contexts.root();
        match self.lease(id) {
            Some(lease) => Ok(context.with_lease(lease)),
            None => {
                if self.guard() != Guard::Off {
                    self.violated(&context, Some(id), true);
                }
                Err(failure::unknown_tenant(id))
            }
        }
    }

    /// A request into its tenant, or what the guard says where there is none.
    ///
    /// # Errors
    /// With a strict guard PL1422 if it has no tenant, and PL1423 if there is no such tenant.
    pub fn admit(
        &self,
        context: ExecutionContext,
        tenant: Option<&TenantId>,
    ) -> Result<ExecutionContext, Error> {
        if let Some(lease) = tenant.and_then(|id| self.lease(id)) {
            return Ok(context.with_lease(lease));
        }
        let guard = self.guard();
        if guard != Guard::Off {
            self.violated(&context, tenant, guard == Guard::Strict);
        }
        match (guard, tenant) {
            (Guard::Strict, Some(id)) => Err(failure::unknown_tenant(id)),
            (Guard::Strict, None) => Err(failure::no_tenant()),
            _ => Ok(context),
        }
    }

    /// What a section is for the current tenant; without a tenant what it is for the application,
    /// unless the guard is strict. It stays as it is for the whole request, whatever is updated.
    ///
    /// # Errors
    /// PL1422 without a tenant under a strict guard; PL1427 if the application reads no such
    /// section; PL1000 if the application's own configuration has become wrong.
    pub fn section<C: ConfigSection>(&self) -> Result<Arc<C>, Error> {
        let sections = ExecutionContext::with_current(|context| {
            let lease = context.lease().filter(|lease| lease.is_of(&self.0))?;
            self.0.of_type::<C>(&lease.generation().sections)
        });
        if let Some(section) = sections.flatten() {
            return Ok(section);
        }
        let inside = ExecutionContext::with_current(|context| context.lease().is_some());
        if inside != Some(true) && self.guard() == Guard::Strict {
            return Err(failure::no_tenant());
        }
        let own = match self.0.own.get() {
            Some(own) => own,
            None => {
                let read = read(&self.0.loader, &self.0.sections)?;
                self.0.own.get_or_init(|| read.sections)
            }
        };
        let name = std::any::type_name::<C>()
            .rsplit("::")
            .next()
            .unwrap_or_default();
        self.0
            .of_type::<C>(own)
            .ok_or_else(|| failure::no_section(name))
    }

    fn guard(&self) -> Guard {
        self.0
            .rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .guard
    }

    pub(super) fn lease(&self, id: &TenantId) -> Option<Lease> {
        loop {
            let tenants = self.0.tenants.load();
            let tenant = tenants.get(id)?;
            tenant.used.store(self.round(), Ordering::Relaxed);
            // A change that comes between the two is seen at the next try.
            if let Some(lease) = Lease::take(tenant.generation.load_full()) {
                return Some(lease);
            }
        }
    }

    fn violated(&self, context: &ExecutionContext, tenant: Option<&TenantId>, refused: bool) {
        self.0.violations.push(Violation {
            at: context.clock().now(),
            tenant: tenant.cloned(),
            refused,
            request: context.request_id(),
        });
        self.emit(EventKind::TenantViolation {
            tenant: tenant.map(ToString::to_string),
            refused,
        });
    }
}
