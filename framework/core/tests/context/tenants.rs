//! Tenants: where they come from, what is theirs, and what the guard does.

use std::{
    fs,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use purlin::{
    config::{Source, config},
    context::{Contexts, ExecutionContext},
    health::HealthStatus,
    prelude::*,
    tenant::{
        TenantId, TenantInit, TenantLoading, TenantSource, TenantSpec, Tenants, TenantsModule,
    },
    testing::Recorder,
};

fn id(text: &str) -> TenantId {
    text.parse().unwrap()
}

/// What a shop is called.
#[config(prefix = "shop")]
pub(crate) struct ShopConfig {
    #[config(default = "the shop", length(1..=20))]
    pub(crate) name: String,
    #[config(default = 10)]
    pub(crate) limit: u32,
}

/// Made once per tenant, with the tenant's settings.
pub(crate) struct Shelf {
    name: String,
    number: usize,
    log: Arc<Log>,
}

impl Shelf {
    async fn leave(&self) {
        tokio::task::yield_now().await;
        self.log.told.lock().unwrap().push(self.name.clone());
    }
}

#[derive(Default)]
pub(crate) struct Log {
    made: AtomicUsize,
    told: Mutex<Vec<String>>,
}

#[provides]
pub(crate) struct Desk {
    shelves: PerTenant<Shelf>,
    tenants: Arc<Tenants>,
    contexts: Arc<Contexts>,
    log: Arc<Log>,
}

impl Desk {
    async fn name(&self) -> Result<String, Error> {
        Ok(self.shelves.get().await?.name.clone())
    }
}

pub(crate) struct ShopModule;

/// Of a module that the application does not list.
#[config(prefix = "ledger")]
pub(crate) struct LedgerConfig {}

#[module(config = ShopConfig, components = [Desk])]
impl ShopModule {
    #[provides]
    fn log() -> Log {
        Log::default()
    }

    #[provides(scope = tenant, on_drop = Shelf::leave)]
    async fn shelf(settings: PerTenant<ShopConfig>, log: Arc<Log>) -> Result<Shelf, Error> {
        let shop = settings.get().await?;
        Ok(Shelf {
            name: shop.name.clone(),
            number: log.made.fetch_add(1, Ordering::SeqCst),
            log,
        })
    }
}

#[app(modules = [TenantsModule, ShopModule], expose = [Desk, TenantLoading])]
struct Mall;

#[tokio::test]
async fn tenants_come_from_the_configuration_and_from_files_and_have_their_own_settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    file("acme.toml", "[shop]\nname = 'Acme'\n");
    file("globex.toml", "[shop]\nname = 'Globex'\nlimit = 3\n");
    file("notes.txt", "no tenant");
    let pattern = format!("{}/*.toml", folder.path().display());
    let running = Mall::builder()
        .config("tenants.known", vec!["plain"])
        .config("tenants.files", pattern)
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    assert_eq!(desk.tenants.list(), [id("acme"), id("globex"), id("plain")]);
    let mut found = Vec::new();
    for tenant in desk.tenants.list() {
        let context = desk.tenants.context(&tenant).unwrap();
        assert_eq!(context.tenant(), Some(&tenant));
        let mut fields = std::collections::BTreeMap::new();
        context.inject_tenant(&mut fields, "x-tenant");
        assert_eq!(fields["x-tenant"], tenant.to_string());
        found.push(context.scope(desk.name()).await.unwrap());
    }
    assert_eq!(found, ["Acme", "Globex", "the shop"]);
    // Made once for each, however often it is asked for.
    let again = desk.tenants.context(&id("acme")).unwrap();
    let number = again
        .scope(async { desk.shelves.get().await.unwrap().number })
        .await;
    assert_eq!((number, desk.log.made.load(Ordering::SeqCst)), (0, 3));

    file("globex.toml", "[shop]\nname = 'Globex 2'\n");
    fs::remove_file(folder.path().join("acme.toml")).unwrap();
    file("initech.toml", "");
    running.get::<TenantLoading>().refresh().await.unwrap();
    assert_eq!(
        desk.tenants.list(),
        [id("globex"), id("initech"), id("plain")]
    );
    let context = desk.tenants.context(&id("globex")).unwrap();
    assert_eq!(context.scope(desk.name()).await.unwrap(), "Globex 2");
    running.stop().await.unwrap();
    let mut told = desk.log.told.lock().unwrap().clone();
    told.sort();
    assert_eq!(told, ["Acme", "Globex", "Globex 2", "the shop"]);
}

#[tokio::test]
async fn a_tenant_that_is_wrong_leaves_the_others_serving_and_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    file("acme.toml", "[shop]\nname = ''\nlimti = 3\n");
    file("globex.toml", "[shop]\nname = 'Globex'\n");
    let recorder = Recorder::new();
    let running = Mall::builder()
        .config(
            "tenants.files",
            format!("{}/*.toml", folder.path().display()),
        )
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    assert_eq!(desk.tenants.list(), [id("globex")]);
    let failed = desk.tenants.failed();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].0, id("acme"));
    for expected in [
        "PL1424",
        "`shop.name`",
        "unknown key `shop.limti`",
        "acme.toml:2:8",
    ] {
        assert!(
            failed[0].1.contains(expected),
            "{expected} in {}",
            failed[0].1
        );
    }
    let report = running.health().refresh().await;
    let check = report
        .checks
        .iter()
        .find(|check| check.name.contains("served"))
        .unwrap();
    assert_eq!(check.status, HealthStatus::Degraded);
    assert_eq!(check.message.as_deref(), Some("not served: acme"));

    // Put right, it is served, and nothing is failed any more.
    file("acme.toml", "[shop]\nname = 'Acme'\n");
    running.get::<TenantLoading>().refresh().await.unwrap();
    assert!(desk.tenants.failed().is_empty() && desk.tenants.contains(&id("acme")));

    // Wrong again, it is served as before.
    file("acme.toml", "[shop]\nname = ''\n");
    running.get::<TenantLoading>().refresh().await.unwrap();
    let report = running.health().refresh().await;
    let check = report
        .checks
        .iter()
        .find(|check| check.name.contains("served"))
        .unwrap();
    assert_eq!(check.message.as_deref(), Some("not updated: acme"));
    let context = desk.tenants.context(&id("acme")).unwrap();
    assert_eq!(context.scope(desk.name()).await.unwrap(), "Acme");
    running.stop().await.unwrap();
    let lines = recorder.lines();
    for expected in [
        "tenant acme failed: [PL1424]",
        "tenant globex ready",
        "tenant acme ready",
    ] {
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected} in {lines:?}"
        );
    }
}

#[tokio::test]
async fn an_update_is_all_or_nothing_and_a_request_keeps_what_it_began_with() {
    let running = Mall::builder()
        .config("tenants.known", vec!["acme"])
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    let acme = id("acme");
    let named = |name: &str| TenantSpec::new(id("acme")).set("shop.name", name);
    let before = desk.tenants.context(&acme).unwrap();
    assert_eq!(before.clone().scope(desk.name()).await.unwrap(), "the shop");
    desk.tenants.update(named("new")).await.unwrap();
    // The request that is under way sees nothing of it.
    assert_eq!(before.clone().scope(desk.name()).await.unwrap(), "the shop");
    let section = async { desk.tenants.section::<ShopConfig>().unwrap().name.clone() };
    assert_eq!(before.clone().scope(section).await, "the shop");
    let unread = async { desk.tenants.section::<LedgerConfig>().err().unwrap() };
    let error = before.clone().scope(unread).await;
    assert_eq!(
        error.to_string(),
        "[PL1427] the application reads no section `LedgerConfig`"
    );
    assert!(desk.log.told.lock().unwrap().is_empty());
    let after = desk.tenants.context(&acme).unwrap();
    assert_eq!(after.scope(desk.name()).await.unwrap(), "new");
    let refused = desk.tenants.update(named("")).await.unwrap_err();
    assert_eq!(refused.code(), "PL1424");
    let kept = desk.tenants.context(&acme).unwrap();
    assert_eq!(kept.scope(desk.name()).await.unwrap(), "new");
    // When the last request has left, what was made for it is told and dropped.
    drop(before);
    let told = async {
        while desk.log.told.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told)
        .await
        .unwrap();
    assert_eq!(*desk.log.told.lock().unwrap(), ["the shop"]);
    assert_eq!(
        desk.tenants.add(named("x")).await.unwrap_err().code(),
        "PL1426"
    );
    assert!(desk.tenants.remove(&acme).await && !desk.tenants.remove(&acme).await);
    assert_eq!(desk.tenants.context(&acme).unwrap_err().code(), "PL1423");
    assert_eq!(
        desk.tenants.update(named("x")).await.unwrap_err().code(),
        "PL1423"
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_tenant_whose_settings_are_what_they_were_keeps_its_services() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    file("acme.toml", "[shop]\nname = 'Acme'\n");
    file("globex.toml", "[shop]\nname = 'Globex'\n");
    let pattern = format!("{}/*.toml", folder.path().display());
    let recorder = Recorder::new();
    let running = Mall::builder()
        .config("tenants.files", pattern)
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    let numbers = async || {
        let mut numbers = Vec::new();
        for tenant in desk.tenants.list() {
            let context = desk.tenants.context(&tenant).unwrap();
            let shelf = context.scope(desk.shelves.get()).await.unwrap();
            numbers.push(shelf.number);
        }
        numbers
    };
    assert_eq!(numbers().await, [0, 1]);
    // A comment is no change; a value is.
    file("acme.toml", "# Ours.\n[shop]\nname = 'Acme'\n");
    file("globex.toml", "[shop]\nname = 'Globex 2'\n");
    running.get::<TenantLoading>().refresh().await.unwrap();
    assert_eq!(numbers().await, [0, 2]);
    running.stop().await.unwrap();
    let lines = recorder.lines();
    let updated: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("updated"))
        .collect();
    assert_eq!(updated, ["tenant globex updated"]);
    // At the end nobody is added any more.
    let late = desk.tenants.add(TenantSpec::new(id("late"))).await;
    let late = late.unwrap_err();
    assert!(late.render().contains("the application stops"), "{late:?}");
    assert!(desk.tenants.list().is_empty());
}

#[tokio::test]
async fn a_strict_guard_refuses_and_a_permissive_one_notes() {
    let recorder = Recorder::new();
    let running = Mall::builder()
        .config("tenants.known", vec!["acme"])
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    let root = || desk.contexts.root();
    let none = desk.tenants.admit(root(), None).unwrap_err();
    assert_eq!(
        (none.code(), none.category().name()),
        ("PL1422", "security")
    );
    let unknown = desk.tenants.admit(root(), Some(&id("eve"))).unwrap_err();
    assert_eq!(unknown.code(), "PL1423");
    assert!(desk.tenants.admit(root(), Some(&id("acme"))).is_ok());
    let section = desk.tenants.section::<ShopConfig>();
    assert_eq!(section.err().unwrap().code(), "PL1422");
    let noted = desk.tenants.violations();
    let seen: Vec<_> = noted
        .iter()
        .map(|one| (one.tenant.clone(), one.refused))
        .collect();
    assert_eq!(seen, [(None, true), (Some(id("eve")), true)]);
    running.stop().await.unwrap();
    let lines = recorder.lines();
    assert!(
        lines.contains(&"refused: there is no tenant eve".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines.contains(&"refused: a request without a tenant".to_owned()),
        "{lines:?}"
    );

    for (guard, noted) in [("permissive", 2), ("off", 0)] {
        let running = Mall::builder()
            .config("tenants.guard", guard)
            .start()
            .await
            .unwrap();
        let desk = Arc::clone(running.get::<Desk>());
        let context = desk.tenants.admit(desk.contexts.root(), None).unwrap();
        assert!(context.tenant().is_none());
        let admitted = desk.tenants.admit(context, Some(&id("eve"))).unwrap();
        let section = async { desk.tenants.section::<ShopConfig>().unwrap().limit };
        assert_eq!(admitted.scope(section).await, 10);
        assert_eq!(desk.tenants.violation_count(), noted, "{guard}");
        running.stop().await.unwrap();
    }
}

#[tokio::test]
async fn the_log_of_violations_is_bounded_and_counts_all() {
    let running = Mall::builder().start().await.unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    for number in 0..1_005 {
        let tenant = id(&format!("t{number}"));
        assert!(
            desk.tenants
                .admit(desk.contexts.root(), Some(&tenant))
                .is_err()
        );
    }
    let kept = desk.tenants.violations();
    assert_eq!((kept.len(), desk.tenants.violation_count()), (1_000, 1_005));
    assert_eq!(kept[0].tenant, Some(id("t5")));
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_services_of_a_tenant_that_rests_are_dropped_and_made_again() {
    let running = Mall::builder()
        .config("tenants.known", vec!["acme"])
        .config("tenants.idle", "10m")
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    let held = desk.tenants.context(&id("acme")).unwrap();
    held.clone().scope(desk.name()).await.unwrap();
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert!(
        desk.log.told.lock().unwrap().is_empty(),
        "somebody is in it"
    );
    drop(held);
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(*desk.log.told.lock().unwrap(), ["the shop"]);
    let again = desk.tenants.context(&id("acme")).unwrap();
    let number = again
        .scope(async { desk.shelves.get().await.unwrap().number })
        .await;
    assert_eq!(number, 1);
    running.stop().await.unwrap();
}

/// A control plane.
#[provides(as = dyn TenantSource)]
pub(crate) struct Plane {
    #[value(Mutex::new(vec!["acme", "sick", "bomb"]))]
    tenants: Mutex<Vec<&'static str>>,
}

#[async_trait]
impl TenantSource for Plane {
    async fn tenants(&self) -> Result<Vec<TenantSpec>, Error> {
        let tenants = self.tenants.lock().unwrap().clone();
        Ok(tenants
            .into_iter()
            .map(|name| TenantSpec::new(id(name)))
            .collect())
    }
}

/// Makes shelves before anybody comes.
#[contributes(dyn TenantInit)]
pub(crate) struct Early {
    shelves: PerTenant<Shelf>,
}

#[async_trait]
impl TenantInit for Early {
    async fn init(&self, tenant: &TenantId) -> Result<(), Error> {
        assert_ne!(tenant.as_str(), "bomb", "a bomb");
        self.shelves.get().await?;
        if tenant.as_str() == "sick" {
            return Err(Error::new(
                purlin::error::Category::Dependency,
                "PL9999",
                "its database is not there",
            ));
        }
        Ok(())
    }
}

#[module(components = [Plane, Early])]
pub(crate) struct PlaneModule;

#[app(modules = [TenantsModule, ShopModule, PlaneModule], expose = [Desk, TenantLoading])]
struct Served;

#[tokio::test]
async fn a_source_says_who_there_is_and_an_initializer_makes_each_ready() {
    let running = Served::builder().start().await.unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    assert_eq!(desk.tenants.list(), [id("acme")]);
    // Made eagerly: for the one that is served and for the one that could not be.
    assert_eq!(desk.log.made.load(Ordering::SeqCst), 2);
    assert_eq!(desk.log.told.lock().unwrap().len(), 1);
    let failed = desk.tenants.failed();
    assert!(failed[0].1.contains("a bomb"), "{failed:?}");
    assert!(
        failed[1].1.contains("its database is not there"),
        "{failed:?}"
    );
    let plane = Arc::clone(running.get::<dyn TenantSource>());
    assert!(plane.tenants().await.is_ok());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn work_can_be_done_for_each_tenant_in_its_context() {
    let running = Mall::builder()
        .config("tenants.known", vec!["a", "b"])
        .start()
        .await
        .unwrap();
    let tenants = Arc::clone(running.get::<Tenants>());
    let outcomes = tenants
        .for_each(|id| async move {
            let current = ExecutionContext::current().unwrap();
            (
                current.tenant() == Some(&id),
                current.request_scope().is_empty(),
            )
        })
        .await;
    assert_eq!(outcomes, [(id("a"), (true, true)), (id("b"), (true, true))]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn tenants_that_cannot_be_read_stop_the_start_and_later_leave_those_that_are_known() {
    let error = Mall::builder()
        .config("tenants.files", "/nowhere/*.toml")
        .start()
        .await
        .err()
        .unwrap();
    assert!(error.render().contains("PL1425"), "{}", error.render());
    let folder = tempfile::tempdir().unwrap();
    let mut sources = Vec::new();
    for name in ["acme", "Wrong Name"] {
        let path = folder.path().join(format!("{name}.toml"));
        fs::write(&path, "").unwrap();
        sources.push(Source::file(path));
    }
    let pattern = format!("{}/*.toml", folder.path().display());
    let error = Mall::builder()
        .config("tenants.files", pattern)
        .start()
        .await
        .err()
        .unwrap();
    assert!(
        error.render().contains("Wrong Name.toml"),
        "{}",
        error.render()
    );
}
