use super::{
    ScopeStore, failure,
    site::{Lifespan, Site},
};
use crate::error::Error;

/// The request and the tenant that are current: where [`PerRequest`](super::PerRequest) and
/// [`PerTenant`](super::PerTenant) find their services.
///
/// Whoever brings a request in enters its scopes, and closes the request's store when it has
/// been answered:
///
/// ```
/// # use purlin_core as purlin;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use purlin::scope::{ScopeStore, Scopes};
///
/// let request = ScopeStore::new();
/// let answer = Scopes::none().with_request(&request).enter(async { "handled" }).await;
/// assert!(request.close().await.is_empty());
/// # assert_eq!(answer, "handled");
/// # }
/// ```
///
/// A task of its own (`tokio::spawn`) is outside of them; [`Scopes::current`] takes them along,
/// but does not keep them from ending.
#[derive(Clone, Debug, Default)]
pub struct Scopes {
    request: Option<ScopeStore>,
    tenant: Option<ScopeStore>,
}

tokio::task_local! {
    static CURRENT: Scopes;
}

impl Scopes {
    /// Neither request nor tenant.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Those that are current here; [none](Self::none) outside of all.
    #[must_use]
    pub fn current() -> Self {
        Self::with_current(Clone::clone).unwrap_or_default()
    }

    /// The same with this request.
    #[must_use]
    pub fn with_request(mut self, store: &ScopeStore) -> Self {
        self.request = Some(store.clone());
        self
    }

    /// The same with this tenant.
    #[must_use]
    pub fn with_tenant(mut self, store: &ScopeStore) -> Self {
        self.tenant = Some(store.clone());
        self
    }

    /// Makes them current for `future`, and for what it awaits.
    pub async fn enter<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// Makes them current while `work` runs on this thread.
    pub(crate) fn enter_sync<R>(self, work: impl FnOnce() -> R) -> R {
        CURRENT.sync_scope(self, work)
    }

    /// Looks at those that are current, without a clone; `None` outside of all.
    pub(super) fn with_current<R>(look: impl FnOnce(&Self) -> R) -> Option<R> {
        CURRENT.try_with(look).ok()
    }

    /// The store that holds what is at `site`.
    pub(super) fn store(&self, site: &Site) -> Result<&ScopeStore, Error> {
        let store = match site.lifespan {
            Lifespan::Tenant => &self.tenant,
            Lifespan::Request | Lifespan::Each => &self.request,
        };
        store.as_ref().ok_or_else(|| failure::no_scope(site))
    }
}
