//! Which candidate wins, where some have a scope and some have not.

use purlin::{
    prelude::*,
    scope::{ScopeStore, Scopes},
};

pub(crate) trait Currency: Send + Sync {
    fn name(&self) -> String;
}

/// Gives way to whatever a tenant has.
#[provides(as = dyn Currency, fallback, keep)]
pub(crate) struct Euro;

impl Currency for Euro {
    fn name(&self) -> String {
        "euro".to_owned()
    }
}

#[provides(as = dyn Currency, scope = tenant)]
pub(crate) struct Own {
    #[named("default")]
    like: Arc<dyn Currency>,
}

impl Currency for Own {
    fn name(&self) -> String {
        format!("like {}", self.like.name())
    }
}

#[provides(as = dyn Currency, name = "default", priority = -1)]
pub(crate) struct Dollar;

impl Currency for Dollar {
    fn name(&self) -> String {
        "dollar".to_owned()
    }
}

/// Holds one that has a scope and one that has none, of one interface.
#[provides(scope = request)]
pub(crate) struct Till {
    best: Arc<dyn Currency>,
    #[named("default")]
    other: Option<Arc<dyn Currency>>,
    #[named("none")]
    none: Option<Arc<dyn Currency>>,
}

pub(crate) struct TillModule;

#[module(components = [Euro, Own, Dollar, Till])]
impl TillModule {
    #[on_start]
    fn open(_tills: PerRequest<Till>) {}
}

#[app(modules = [TillModule])]
pub(crate) struct Bank;

#[tokio::test]
async fn the_candidate_that_wins_brings_its_scope_along() {
    let running = Bank::builder().start().await.unwrap();
    let (request, tenant) = (ScopeStore::new(), ScopeStore::new());
    let scopes = Scopes::none().with_request(&request).with_tenant(&tenant);
    let till = running.get::<PerRequest<Till>>();
    let till = scopes.enter(till.get()).await.unwrap();
    assert_eq!(till.best.name(), "like dollar");
    assert_eq!(till.other.as_ref().unwrap().name(), "dollar");
    assert!(till.none.is_none());
    assert_eq!((request.len(), tenant.len()), (1, 1));
    let currency = running.get::<PerTenant<dyn Currency>>();
    let scopes = Scopes::none().with_tenant(&tenant);
    let again = scopes.enter(currency.get()).await.unwrap();
    assert!(Arc::ptr_eq(&again, &till.best));
    running.stop().await.unwrap();
}
