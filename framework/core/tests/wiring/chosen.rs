//! Providers that are there under a condition: the configuration chooses.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::sync::Mutex;

use purlin::prelude::*;

/// Where values are kept.
#[config(prefix = "cache")]
#[expect(dead_code, reason = "only conditions look at them")]
pub(crate) struct CacheConfig {
    /// `memory`, `redis` or `none`.
    #[config(default = "memory")]
    backend: String,
    /// How many copies there are.
    #[config(default = 1)]
    copies: u32,
    #[config(default = false)]
    audit: bool,
}

pub(crate) trait Cache: Send + Sync {
    fn name(&self) -> &'static str;
}

macro_rules! cache {
    ($($name:ident = $text:literal),*) => {$(
        pub(crate) struct $name;
        impl Cache for $name {
            fn name(&self) -> &'static str { $text }
        }
    )*};
}

cache!(Memory = "memory", Redis = "redis", Twice = "twice");

/// Wraps whatever was chosen.
pub(crate) struct Counted(Arc<dyn Cache>);

impl Cache for Counted {
    fn name(&self) -> &'static str {
        self.0.name()
    }
}

pub(crate) struct Client;

#[derive(Default)]
pub(crate) struct Made(Mutex<Vec<&'static str>>);

impl Made {
    fn note(&self, what: &'static str) {
        self.0.lock().unwrap().push(what);
    }
}

pub(crate) trait Sink: Send + Sync {}

#[contributes(dyn Sink, when("cache.audit" = true))]
pub(crate) struct Audit {}

impl Sink for Audit {}

pub(crate) struct CacheModule;

#[module(config = CacheConfig, components = [Audit])]
impl CacheModule {
    #[provides]
    fn made() -> Made {
        Made::default()
    }

    /// Only one of the caches needs it.
    #[provides]
    fn client(made: &Made) -> Client {
        made.note("client");
        Client
    }

    #[provides(as = dyn Cache, when("cache.backend" = "redis"))]
    fn redis(made: &Made, _client: &Client) -> Redis {
        made.note("redis");
        Redis
    }

    #[provides(as = dyn Cache, when("cache.backend" = "memory"))]
    fn memory(made: &Made) -> Memory {
        made.note("memory");
        Memory
    }

    /// Wins over both, whatever the backend.
    #[provides(as = dyn Cache, priority = 1, when("cache.copies" = 2))]
    fn twice(made: &Made) -> Twice {
        made.note("twice");
        Twice
    }

    #[decorates(dyn Cache)]
    fn counted(inner: Arc<dyn Cache>) -> Counted {
        Counted(inner)
    }
}

#[provides]
pub(crate) struct Store {
    cache: Arc<dyn Cache>,
    redis: Option<Arc<Redis>>,
    sinks: All<dyn Sink>,
    visits: PerRequest<Visit>,
}

#[provides(scope = request)]
pub(crate) struct Visit {
    cache: Arc<dyn Cache>,
}

#[module(components = [Store, Visit])]
pub(crate) struct StoreModule;

#[app(modules = [CacheModule, StoreModule], expose = [Store, Made, dyn Cache])]
struct Shop;

async fn made_with(settings: &[(&str, &str)]) -> (Vec<&'static str>, &'static str, bool) {
    let mut builder = Shop::builder();
    for (path, value) in settings {
        builder = builder.config_text(path, *value);
    }
    let running = builder.start().await.unwrap();
    let store = running.get::<Store>();
    let name = store.cache.name();
    assert_eq!(running.get::<dyn Cache>().name(), name);
    assert_eq!(running.find::<Redis>().is_some(), store.redis.is_some());
    let scopes = purlin::scope::Scopes::none().with_request(&purlin::scope::ScopeStore::new());
    let visit = scopes.enter(store.visits.get()).await.unwrap();
    assert_eq!(visit.cache.name(), name);
    let made = running.get::<Made>().0.lock().unwrap().clone();
    let audited = !store.sinks.is_empty();
    assert!(!made.contains(&"redis") || store.redis.is_some());
    running.stop().await.unwrap();
    (made, name, audited)
}

#[tokio::test]
async fn the_setting_chooses_and_what_the_others_need_is_not_made() {
    assert_eq!(made_with(&[]).await, (vec!["memory"], "memory", false));
    let redis = made_with(&[("cache.backend", "redis"), ("cache.audit", "true")]).await;
    assert_eq!(redis, (vec!["client", "redis"], "redis", true));
    let both = made_with(&[("cache.copies", "2")]).await;
    assert_eq!(both, (vec!["memory", "twice"], "twice", false));
    // A backend that no provider is for is fine, as long as something is there.
    let other = made_with(&[("cache.copies", "2"), ("cache.backend", "none")]).await;
    assert_eq!(other, (vec!["twice"], "twice", false));
}

#[tokio::test]
async fn pl1012_a_value_that_no_provider_is_for_is_an_error_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.toml");
    std::fs::write(&file, "[cache]\nbackend = \"memcached\"\n").unwrap();
    let builder = || Shop::builder().config_file(&file);
    let error = builder().start().await.err().unwrap();
    assert_eq!(error.category(), purlin::error::Category::Config);
    let text = error.render();
    for expected in [
        "PL1012",
        "`cache.backend` is \"memcached\", and no provider of `dyn Cache` is for that",
        "shop.toml:2:11",
        "set it to one of \"redis\", \"memory\", `cache.copies` = \"2\"",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(builder().check().unwrap_err().render().contains("PL1012"));
    // What a test puts into its place is enough.
    let running = builder()
        .replace::<dyn Cache>(Arc::new(Memory))
        .start()
        .await
        .unwrap();
    assert_eq!(running.get::<Store>().cache.name(), "memory");
    running.stop().await.unwrap();
}

/// One without a condition is there for all other values.
pub(crate) struct PlainModule;

#[module]
impl PlainModule {
    #[provides(as = dyn Cache, priority = -1)]
    fn plain() -> Twice {
        Twice
    }
}

#[app(modules = [PlainModule, CacheModule, StoreModule], expose = [Store, Made])]
struct Covered;

#[tokio::test]
async fn one_without_a_condition_is_there_for_all_other_values() {
    for (backend, name) in [("redis", "redis"), ("none", "twice")] {
        let running = Covered::builder()
            .config("cache.backend", backend)
            .start()
            .await
            .unwrap();
        assert_eq!(running.get::<Store>().cache.name(), name);
        assert_eq!(running.get::<dyn Cache>().name(), name);
        running.stop().await.unwrap();
    }
}

/// Each instance has settings of its own, and chooses for itself.
#[provides(as = dyn Cache, when("cache.backend" = "redis"))]
pub(crate) struct Far {}

impl Cache for Far {
    fn name(&self) -> &'static str {
        "far"
    }
}

#[provides(as = dyn Cache, when("cache.backend" = "memory"))]
pub(crate) struct Near {}

impl Cache for Near {
    fn name(&self) -> &'static str {
        "near"
    }
}

#[module(config = CacheConfig, components = [Far, Near])]
pub(crate) struct SmallModule;

#[provides]
pub(crate) struct Pair {
    #[named("one")]
    one: Arc<dyn Cache>,
    #[named("two")]
    two: Arc<dyn Cache>,
}

#[module(components = [Pair])]
pub(crate) struct PairModule;

#[app(modules = [SmallModule as "one", SmallModule as "two", PairModule], expose = [Pair])]
struct Instances;

#[tokio::test]
async fn each_instance_of_a_module_chooses_by_its_own_settings() {
    let running = Instances::builder()
        .config("cache.instances.two.backend", "redis")
        .start()
        .await
        .unwrap();
    let pair = running.get::<Pair>();
    assert_eq!((pair.one.name(), pair.two.name()), ("near", "far"));
    running.stop().await.unwrap();
}
