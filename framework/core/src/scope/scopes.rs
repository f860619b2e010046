use tokio::task::futures::TaskLocalFuture;

use super::{
    ScopeStore, failure,
    site::{Lifespan, Site},
};
use crate::{context::ExecutionContext, error::Error};

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
    static CURRENT: Here;
}

/// Where the work of now is: one place for contexts and scopes, because every request enters it.
#[derive(Clone)]
pub(crate) enum Here {
    /// In a context, with the scopes that are its own.
    Context(ExecutionContext),
    /// In these scopes, and in the context around them if there is one.
    Scopes(Scopes, Option<ExecutionContext>),
}

impl Here {
    /// Makes it current for `future`.
    pub(crate) fn scope<F: Future>(self, future: F) -> TaskLocalFuture<Self, F> {
        CURRENT.scope(self, future)
    }

    /// Makes it current while `work` runs on this thread.
    pub(crate) fn enter<R>(self, work: impl FnOnce() -> R) -> R {
        CURRENT.sync_scope(self, work)
    }

    /// Looks at the context that is current; `None` outside of all.
    pub(crate) fn context<R>(look: impl FnOnce(&ExecutionContext) -> R) -> Option<R> {
        let here = CURRENT.try_with(|here| match here {
            Self::Context(context) | Self::Scopes(_, Some(context)) => Some(look(context)),
            Self::Scopes(_, None) => None,
        });
        here.ok().flatten()
    }
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
        let here = Here::Scopes(self, ExecutionContext::current());
        here.scope(future).await
    }

    /// Looks at those that are current, without a clone; `None` outside of all.
    pub(super) fn with_current<R>(look: impl FnOnce(&Self) -> R) -> Option<R> {
        let here = CURRENT.try_with(|here| match here {
            Here::Context(context) => look(&context.scopes()),
            Here::Scopes(scopes, _) => look(scopes),
        });
        here.ok()
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
