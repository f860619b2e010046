//! Several instances of one module: each has its own settings, services, checks and events.

#![expect(clippy::unwrap_used, reason = "hooks of tests fail the test")]

use std::sync::Mutex;

use purlin::{
    config::{ConfigLoader, Reloaded, SampleFormat, SectionInfo, config, sample, schema},
    graph::Format,
    prelude::*,
    registry::Registry,
    testing::Recorder,
};

/// Where a store is.
#[config(prefix = "store")]
pub(crate) struct StoreConfig {
    /// Its address.
    pub(crate) url: String,
    /// How many may use it at once.
    #[config(default = 4, range(1..=9), dynamic)]
    pub(crate) users: u32,
}

pub(crate) trait Backend: Send + Sync {
    fn url(&self) -> String;
}

pub(crate) struct Store {
    url: String,
    config: Live<StoreConfig>,
    backend: Arc<dyn Backend>,
}

pub(crate) struct Disk(String);

impl Backend for Disk {
    fn url(&self) -> String {
        self.0.clone()
    }
}

#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<String>>);

pub(crate) struct StoreModule;

#[module(config = StoreConfig)]
impl StoreModule {
    #[provides(as = dyn Backend)]
    fn disk(config: &StoreConfig) -> Disk {
        Disk(config.url.clone())
    }

    #[provides]
    fn store(config: Live<StoreConfig>, backend: Arc<dyn Backend>) -> Store {
        Store {
            url: config.now().url.clone(),
            config,
            backend,
        }
    }

    #[on_start]
    fn open(store: &Store, seen: &Seen) {
        seen.0.lock().unwrap().push(format!("open {}", store.url));
    }

    #[on_reload]
    fn resize(store: &Store, seen: &Seen, change: &Change<StoreConfig>) {
        let users = change.after().users;
        seen.0
            .lock()
            .unwrap()
            .push(format!("{} has {users} users", store.url));
    }

    #[health]
    fn answers(store: &Store) -> Health {
        Health::healthy().detail("url", store.url.clone())
    }
}

pub(crate) struct SeenModule;

#[module]
impl SeenModule {
    #[provides]
    fn seen() -> Seen {
        Seen::default()
    }
}

/// A module that needs a store and knows nothing of instances but their names.
#[provides]
pub(crate) struct Orders {
    #[named("orders")]
    own: Arc<Store>,
    #[named("audit")]
    audit: Arc<dyn Backend>,
    optional: Option<Arc<Missing>>,
}

pub(crate) struct Missing;

#[module(components = [Orders], imports = [StoreModule])]
pub(crate) struct OrdersModule;

#[app(
    modules = [SeenModule, StoreModule as "orders", StoreModule as "audit", OrdersModule],
    expose = [Orders, Seen],
)]
struct Shop;

const SETTINGS: &str = "\
[store]
users = 5

[store.instances.orders]
url = 'a'

[store.instances.audit]
url = 'b'
users = 7
";

fn loader(text: &'static str) -> impl FnOnce(ConfigLoader) -> ConfigLoader {
    move |loader| loader.file_text("purlin.toml", text)
}

#[tokio::test]
async fn each_instance_has_its_own_settings_over_what_all_share() {
    let running = Shop::builder()
        .config_loader(loader(SETTINGS))
        .start()
        .await
        .unwrap();
    let orders = running.get::<Orders>();
    assert_eq!(
        (orders.own.url.as_str(), orders.own.config.now().users),
        ("a", 5)
    );
    // Inside an instance, what it provides itself is meant.
    assert_eq!(orders.own.backend.url(), "a");
    assert_eq!(orders.audit.url(), "b");
    assert!(orders.optional.is_none());
    let seen = running.get::<Seen>().0.lock().unwrap().clone();
    assert_eq!(seen, ["open a", "open b"]);
    let origin = |path: &str| {
        running
            .config()
            .provenance(path)
            .map(|found| found.to_string())
    };
    assert_eq!(
        origin("store.instances.orders.users").as_deref(),
        Some("purlin.toml:2:9 (file), over default")
    );
    assert_eq!(
        origin("store.instances.audit.users").as_deref(),
        Some("purlin.toml:9:9 (file), over purlin.toml:2:9, default")
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn checks_and_events_name_the_instance() {
    let recorder = Recorder::new();
    let running = Shop::builder()
        .config_loader(loader(SETTINGS))
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let report = running.get::<HealthMonitor>().check().await;
    let names: Vec<&str> = report
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "StoreModule[orders]::answers",
            "StoreModule[audit]::answers"
        ]
    );
    running.stop().await.unwrap();
    let lines = recorder.lines().join("\n");
    assert!(lines.contains("StoreModule[orders]"), "{lines}");
    assert!(lines.contains("StoreModule[audit]"), "{lines}");
}

#[tokio::test]
async fn variables_and_the_command_line_reach_each_instance() {
    let running = Shop::builder()
        .config_loader(loader(SETTINGS))
        .env([("SHOP__STORE__INSTANCES__ORDERS__URL", "from-env")])
        .config_text("store.instances.audit.users", "9")
        .start()
        .await
        .unwrap();
    let orders = running.get::<Orders>();
    assert_eq!(orders.own.url, "from-env");
    assert_eq!(orders.audit.url(), "b");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_reload_tells_only_the_instances_that_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("purlin.toml");
    std::fs::write(&file, SETTINGS).unwrap();
    let running = Shop::builder().config_file(&file).start().await.unwrap();
    std::fs::write(&file, SETTINGS.replace("users = 5", "users = 6")).unwrap();
    let Reloaded::Changed(changes) = running.reload().await.unwrap() else {
        panic!("nothing changed");
    };
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(running.get::<Orders>().own.config.now().users, 6);
    let seen = running.get::<Seen>().0.lock().unwrap().clone();
    assert_eq!(seen, ["open a", "open b", "a has 6 users"]);
    running.stop().await.unwrap();
}

#[test]
fn what_is_shared_and_wrong_is_one_problem_where_it_stands() {
    let text = "[store]\nusers = 0\n[store.instances.orders]\nurl = 'a'\n\
                [store.instances.audti]\nurl = 'b'\n";
    let error = Shop::builder()
        .config_loader(loader(text))
        .check()
        .unwrap_err();
    let report = error.render();
    assert_eq!(report.matches("[PL10").count() - 1, 2, "{report}");
    assert!(report.contains("`store.users`"), "{report}");
    assert!(
        report.contains("unknown key `store.instances.audti`"),
        "{report}"
    );
    assert!(report.contains("did you mean `audit`?"), "{report}");
}

#[test]
fn an_instance_without_what_is_required_says_so_with_its_own_path() {
    let text = "[store.instances.orders]\nurl = 'a'\n";
    let report = Shop::builder()
        .config_loader(loader(text))
        .check()
        .unwrap_err()
        .render();
    assert!(
        report.contains("`store.instances.audit.url` is required and set nowhere"),
        "{report}"
    );
    assert!(
        report.contains("SHOP__STORE__INSTANCES__AUDIT__URL"),
        "{report}"
    );
}

#[test]
fn exports_name_the_instances() {
    let graph = Registry::of::<Shop>().export(Format::Json);
    assert!(
        graph.contains("\"name\": \"StoreModule[orders]\""),
        "{graph}"
    );
    assert!(graph.contains("\"instance\": \"orders\""), "{graph}");
    let picture = Registry::of::<Shop>().export(Format::Mermaid);
    assert!(picture.contains("StoreModule[audit]"), "{picture}");
}

/// A default beside a named one: who gives no name gets the default.
#[provides]
pub(crate) struct Both {
    default: Arc<Store>,
    #[named("audit")]
    audit: Arc<Store>,
}

#[module(components = [Both])]
pub(crate) struct BothModule;

#[app(modules = [SeenModule, StoreModule as "audit", StoreModule, BothModule], expose = [Both])]
struct Mixed;

#[tokio::test]
async fn an_instance_without_a_name_is_the_default() {
    let text = "[store]\nurl = 'main'\n[store.instances.audit]\nurl = 'audit'\n";
    let running = Mixed::builder()
        .config_loader(loader(text))
        .start()
        .await
        .unwrap();
    let both = running.get::<Both>();
    assert_eq!(
        (both.default.url.as_str(), both.audit.url.as_str()),
        ("main", "audit")
    );
    assert_eq!(running.get::<Store>().url, "main");
    let instance = |store: &Store| store.config.instance();
    assert_eq!(
        (instance(&both.default), instance(&both.audit)),
        (None, Some("audit"))
    );
    running.stop().await.unwrap();
}

#[test]
fn a_sample_shows_what_is_shared_and_each_instance_and_loads() {
    let info = SectionInfo::of::<StoreConfig>();
    let sections = [
        info.of_instance("store.instances.orders"),
        info.of_instance("store.instances.audit"),
    ];
    let text = sample("Shop", &sections, SampleFormat::Toml);
    for line in [
        "[store]",
        "# url = \"change-me\"",
        "[store.instances.orders]",
        "[store.instances.audit]",
        "url = \"change-me\"",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}:\n{text}");
    }
    let checked = Shop::builder()
        .config_loader(|loader| loader.file_text("purlin.toml", text))
        .check();
    assert!(checked.is_ok(), "{:?}", checked.err());
    let schema = schema("Shop", &sections);
    let store = &schema["properties"]["store"];
    assert!(store["properties"]["users"].is_object(), "{schema:#}");
    assert!(store["required"].is_null(), "{schema:#}");
    let orders = &store["properties"]["instances"]["properties"]["orders"];
    assert!(orders["properties"]["url"].is_object(), "{schema:#}");
    assert!(orders["required"].is_null(), "{schema:#}");
}
