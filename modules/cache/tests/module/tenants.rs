//! What one tenant has cached no other sees.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use purlin::{
    app::Lookup,
    context::ExecutionContext,
    prelude::*,
    tenant::{Tenants, TenantsModule},
    testing::{Started, TestApp},
};
use purlin_cache::{Cache, CacheConfig, CacheModule};

use crate::support::on_each;

/// A shop of several tenants.
#[app(modules = [TenantsModule, CacheModule], expose = [Cache])]
struct Mall;

fn context(mall: &Started<Mall>, tenant: &str) -> ExecutionContext {
    let tenants = mall.get::<Tenants>();
    tenants.context(&tenant.parse().unwrap()).unwrap()
}

async fn open(config: &CacheConfig) -> Started<Mall> {
    let mall = TestApp::<Mall>::new()
        .config("tenants.known", vec!["acme", "globex"])
        .config("cache.backend", config.backend.name())
        .config("cache.url", config.url.expose().as_str())
        .config("cache.timeout", "5s");
    let mall = match &config.namespace {
        Some(name) => mall.config("cache.namespace", name.as_str()),
        None => mall,
    };
    mall.start().await.unwrap()
}

#[tokio::test]
async fn each_tenant_has_entries_of_its_own_and_shared_ones_are_everybodys() {
    on_each(|config| async move {
        let mall = open(&config).await;
        let cache = mall.get::<Cache>();
        let numbers = cache.region::<u32>("numbers").tag("t");
        let shared = cache.region::<u32>("shared").tag("t").shared();
        let (acme, globex) = (context(&mall, "acme"), context(&mall, "globex"));
        let put = async |number| {
            numbers.put("a", number).await.unwrap();
            shared.put("a", number).await.unwrap();
        };
        let seen = async || {
            let own = numbers.get("a").await.unwrap();
            (
                own.as_deref().copied(),
                shared.get("a").await.unwrap().as_deref().copied(),
            )
        };
        acme.clone().scope(put(1)).await;
        globex.clone().scope(put(2)).await;
        put(3).await;
        assert_eq!(acme.clone().scope(seen()).await, (Some(1), Some(3)));
        assert_eq!(globex.clone().scope(seen()).await, (Some(2), Some(3)));
        assert_eq!(seen().await, (Some(3), Some(3)));
        // What one invalidates is his own, and what is shared.
        acme.clone().scope(cache.remove_tag("t")).await.unwrap();
        assert_eq!(acme.clone().scope(seen()).await, (None, None));
        assert_eq!(globex.clone().scope(seen()).await, (Some(2), None));
        globex.clone().scope(numbers.clear()).await.unwrap();
        assert_eq!(globex.clone().scope(seen()).await, (None, None));
        mall.stop().await;
    })
    .await;
}
