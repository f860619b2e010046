//! Optional modules: what becomes of an application when one of them fails.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

use std::{cell::Cell, time::Duration};

use purlin::{
    events::EventKind, health::HealthStatus, lifecycle::Stop, prelude::*, testing::Recorder,
};

/// What goes wrong.
#[config(prefix = "trouble")]
pub(crate) struct TroubleConfig {
    #[config(default = "nothing")]
    with: String,
}

pub(crate) trait Index: Send + Sync {
    fn hits(&self) -> u32;
}

pub(crate) trait Plugin: Send + Sync {}

pub(crate) struct Elastic;

impl Index for Elastic {
    fn hits(&self) -> u32 {
        3
    }
}

impl Plugin for Elastic {}

thread_local! {
    /// A test is one thread: what others have does not count.
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

/// Counts how many of it there are.
pub(crate) struct Connection;

impl Drop for Connection {
    fn drop(&mut self) {
        LIVE.set(LIVE.get() - 1);
    }
}

/// Finds things, if it can.
pub(crate) struct SearchModule;

#[module(config = TroubleConfig)]
impl SearchModule {
    #[provides]
    fn connection() -> Connection {
        LIVE.set(LIVE.get() + 1);
        Connection
    }

    #[provides(as = dyn Index)]
    #[contributes(dyn Plugin)]
    async fn elastic(
        config: Arc<TroubleConfig>,
        _connection: Arc<Connection>,
    ) -> Result<Elastic, String> {
        match config.with.as_str() {
            "provider" => Err("no node answers".to_owned()),
            "panic" => panic!("no node at all"),
            "time" => {
                tokio::time::sleep(Duration::from_hours(1)).await;
                Ok(Elastic)
            }
            _ => Ok(Elastic),
        }
    }

    #[on_start]
    fn ping(config: &TroubleConfig, _elastic: &Elastic) -> Result<(), String> {
        match config.with.as_str() {
            "hook" => Err("the cluster is red".to_owned()),
            _ => Ok(()),
        }
    }

    #[task]
    async fn refresh(config: Arc<TroubleConfig>, stop: Stop) -> Result<(), String> {
        if config.with == "task" {
            return Err("the index is gone".to_owned());
        }
        stop.requested().await;
        Ok(())
    }

    #[on_stop]
    fn flush(_elastic: &Elastic) {}
}

pub(crate) struct Suggestions;

/// Needs the one before.
pub(crate) struct SuggestModule;

#[module]
impl SuggestModule {
    #[provides(keep)]
    fn suggestions(_index: Arc<dyn Index>) -> Suggestions {
        Suggestions
    }
}

#[provides]
pub(crate) struct Catalog {
    index: Option<Arc<dyn Index>>,
    suggestions: Option<Arc<Suggestions>>,
    plugins: All<dyn Plugin>,
    /// A section is read whatever becomes of its module.
    trouble: Arc<TroubleConfig>,
    pages: PerRequest<Page>,
}

#[provides(scope = request)]
pub(crate) struct Page {
    index: Option<Arc<dyn Index>>,
}

#[module(components = [Catalog, Page])]
pub(crate) struct CatalogModule;

#[app(
    modules = [CatalogModule, optional SearchModule, optional SuggestModule],
    expose = [Catalog, dyn Index],
)]
struct Shop;

#[app(
    modules = [CatalogModule, optional SearchModule, optional SuggestModule],
    expose = [Catalog, dyn Index],
    startup = parallel,
)]
struct ParallelShop;

async fn index_of_a_page(catalog: &Catalog) -> bool {
    let scopes = purlin::scope::Scopes::none().with_request(&purlin::scope::ScopeStore::new());
    let page = scopes.enter(catalog.pages.get()).await.unwrap();
    page.index.is_some()
}

#[tokio::test]
async fn what_is_optional_is_there_when_it_starts() {
    let running = Shop::builder().start().await.unwrap();
    let catalog = running.get::<Catalog>();
    assert_eq!(catalog.index.as_ref().unwrap().hits(), 3);
    assert!(catalog.suggestions.is_some());
    assert!(index_of_a_page(catalog).await);
    assert_eq!(catalog.plugins.len(), 1);
    assert_eq!(running.find::<dyn Index>().unwrap().hits(), 3);
    assert_eq!(running.left_out().count(), 0);
    running.stop().await.unwrap();
}

macro_rules! goes_on_without {
    ($shop:ident, $trouble:literal) => {{
        let recorder = Recorder::new();
        let running = $shop::builder()
            .config("trouble.with", $trouble)
            .observe(recorder.observer())
            .start()
            .await
            .unwrap();
        let catalog = running.get::<Catalog>();
        assert!(catalog.index.is_none() && catalog.suggestions.is_none());
        assert!(catalog.plugins.is_empty());
        assert_eq!(catalog.trouble.with, $trouble);
        assert!(!index_of_a_page(catalog).await);
        assert!(running.find::<dyn Index>().is_none());
        let left_out: Vec<(&str, &str)> = running
            .left_out()
            .map(|(module, error)| (module, error.code()))
            .collect();
        assert_eq!(left_out[0].0, "SearchModule");
        assert_eq!(left_out[1], ("SuggestModule", "PL1113"));
        assert_eq!(LIVE.get(), 0, "dropped at once");

        let health = running.health().refresh().await;
        assert!(health.ready, "{health:?}");
        assert_eq!(health.status, HealthStatus::Degraded);
        let check = &health.checks[0];
        assert_eq!(check.name, "SearchModule");
        let message = check.message.as_deref().unwrap();
        assert!(message.starts_with("did not start: [PL11"), "{message}");
        assert!(check.optional);

        running.stop().await.unwrap();
        let lines = recorder.lines();
        let of_search: Vec<&String> = lines
            .iter()
            .filter(|line| line.starts_with("module SearchModule"))
            .collect();
        assert_eq!(of_search.len(), 2, "{of_search:?}");
        assert!(of_search[1].starts_with("module SearchModule is left out"));
        let ready = recorder
            .events()
            .into_iter()
            .find_map(|event| match event.kind {
                EventKind::Ready { modules, .. } => Some(modules),
                _ => None,
            });
        assert_eq!(ready, Some(1));
    }};
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_in_it_the_application_goes_on_without() {
    goes_on_without!(Shop, "provider");
    goes_on_without!(Shop, "panic");
    goes_on_without!(Shop, "hook");
    goes_on_without!(Shop, "time");
    goes_on_without!(ParallelShop, "provider");
    goes_on_without!(ParallelShop, "hook");
    goes_on_without!(ParallelShop, "time");
}

#[tokio::test(start_paused = true)]
async fn a_task_of_it_that_dies_leaves_the_application_ready() {
    let running = Shop::builder()
        .config("trouble.with", "task")
        .start()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let health = running.health().refresh().await;
    assert_eq!(
        (health.ready, health.status),
        (true, HealthStatus::Unhealthy)
    );
    // What it told about itself when it failed is not told again.
    running.stop().await.unwrap();
}

/// Imports what it cannot do without.
pub(crate) struct FacetsModule;

#[module(imports = [SearchModule])]
impl FacetsModule {
    #[provides(keep)]
    fn facets(_index: Arc<dyn Index>) -> u32 {
        7
    }
}

#[app(modules = [optional FacetsModule])]
struct Imported;

#[tokio::test]
async fn what_only_optional_modules_import_is_optional_too() {
    let running = Imported::builder()
        .config("trouble.with", "hook")
        .start()
        .await
        .unwrap();
    let left_out: Vec<&str> = running.left_out().map(|(module, _)| module).collect();
    assert_eq!(left_out, ["SearchModule", "FacetsModule"]);
    running.stop().await.unwrap();
}

#[tokio::test]
#[should_panic(expected = "is not there: its optional module did not start")]
async fn a_lookup_says_why_there_is_nothing() {
    let running = Shop::builder()
        .config("trouble.with", "hook")
        .start()
        .await
        .unwrap();
    running.get::<dyn Index>();
}
