//! Services of a request, of a tenant and of nobody but their asker.

mod candidates;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use purlin::{
    __private::Assembled as _,
    graph::{Format, export},
    prelude::*,
    registry::Scope,
    scope::{ScopeStore, Scopes},
};

/// Made at start, and asked for by everything else.
#[provides]
pub(crate) struct Journal {
    #[value(Mutex::new(Vec::new()))]
    lines: Mutex<Vec<String>>,
}

impl Journal {
    fn note(&self, line: impl Into<String>) {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(crate) trait Prices: Send + Sync {
    fn of(&self, item: &str) -> String;
}

/// One for each tenant, made by a function that waits.
pub(crate) struct PriceList(usize);

impl Prices for PriceList {
    fn of(&self, item: &str) -> String {
        format!("{item}@{}", self.0)
    }
}

/// Wraps what is one per tenant, with something made anew for it.
#[decorates(dyn Prices)]
pub(crate) struct Rounded {
    inner: Arc<dyn Prices>,
    stamp: Arc<Stamp>,
}

impl Prices for Rounded {
    fn of(&self, item: &str) -> String {
        format!("~{}#{}", self.inner.of(item), self.stamp.0)
    }
}

/// Made anew for each asker.
pub(crate) struct Stamp(usize);

/// One for each request: may hold anything.
#[provides(scope = request, on_drop = Self::leave)]
pub(crate) struct Cart {
    journal: Arc<Journal>,
    prices: Arc<dyn Prices>,
    stamp: Arc<Stamp>,
    gifts: Option<Arc<Gifts>>,
    later: Lazy<Shop>,
    tenant: PerTenant<PriceList>,
}

impl Cart {
    fn show(&self) -> String {
        assert!(self.gifts.is_none());
        assert_eq!(self.later.get().stamp.0, 0);
        format!("{} stamp {}", self.prices.of("tea"), self.stamp.0)
    }

    async fn leave(&self) {
        tokio::task::yield_now().await;
        self.journal.note("cart left");
    }
}

impl Drop for Cart {
    fn drop(&mut self) {
        self.journal.note("cart dropped");
    }
}

pub(crate) struct Gifts;

/// Made at start: holds handles of what lives shorter.
#[provides]
pub(crate) struct Shop {
    carts: PerRequest<Cart>,
    prices: PerTenant<dyn Prices>,
    stamp: Arc<Stamp>,
    other: Arc<Stamp>,
}

pub(crate) struct ShopModule;

#[module(components = [Journal, Cart, Shop, Rounded])]
impl ShopModule {
    #[provides(scope = tenant, as = dyn Prices)]
    async fn price_list(
        journal: Arc<Journal>,
        counter: &Counter,
    ) -> Result<PriceList, std::fmt::Error> {
        tokio::task::yield_now().await;
        let number = counter.0.fetch_add(1, Ordering::SeqCst);
        journal.note(format!("prices {number}"));
        if number == 7 {
            return Err(std::fmt::Error);
        }
        Ok(PriceList(number))
    }

    #[provides]
    fn counter() -> Counter {
        Counter(AtomicUsize::new(0))
    }

    #[provides(scope = transient)]
    fn stamp(stamps: &Stamps) -> Stamp {
        Stamp(stamps.0.fetch_add(1, Ordering::SeqCst))
    }

    #[provides]
    fn stamps() -> Stamps {
        Stamps(AtomicUsize::new(0))
    }

    /// Of an instance of its module, as hooks are.
    #[provides(scope = instance)]
    fn doors() -> Doors {
        Doors(2)
    }

    #[health]
    fn open(doors: Arc<Doors>, stamp: Arc<Stamp>) -> Health {
        assert_eq!((doors.0, stamp.0), (2, 4));
        Health::healthy()
    }

    #[on_start]
    async fn opened(shop: &Shop, stamp: Arc<Stamp>) {
        assert_eq!((shop.stamp.0, shop.other.0, stamp.0), (0, 1, 2));
    }

    #[on_stop]
    async fn closed(journal: &Journal, stamp: Arc<Stamp>) {
        journal.note(format!("closed with {}", stamp.0));
    }
}

pub(crate) struct Counter(AtomicUsize);
pub(crate) struct Stamps(AtomicUsize);
pub(crate) struct Doors(u8);

#[app(modules = [ShopModule])]
pub(crate) struct Mall;

#[tokio::test]
async fn services_of_scopes_are_made_when_asked_for_and_end_in_reverse_order() {
    let running = Mall::builder().start().await.unwrap();
    let (shop, journal) = (running.get::<Shop>(), running.get::<Journal>());
    assert!(journal.take().is_empty());
    let (request, tenant, other) = (ScopeStore::new(), ScopeStore::new(), ScopeStore::new());
    let scopes = Scopes::none().with_request(&request).with_tenant(&tenant);
    let handled = scopes.enter(async {
        let cart = shop.carts.get().await.unwrap();
        assert_eq!(cart.show(), "~tea@0#5 stamp 6");
        assert!(Arc::ptr_eq(&cart, &shop.carts.get().await.unwrap()));
        let looked_up = running.get::<PerRequest<Cart>>();
        assert!(Arc::ptr_eq(&cart, &looked_up.get().await.unwrap()));
        assert_eq!(cart.tenant.get().await.unwrap().of("tea"), "tea@0");
    });
    handled.await;
    let elsewhere = Scopes::none().with_tenant(&other).enter(async {
        let prices = shop.prices.get().await.unwrap();
        assert_eq!(prices.of("tea"), "~tea@1#7");
        shop.carts.get().await.err().unwrap()
    });
    assert_eq!(elsewhere.await.code(), "PL1401");
    assert!(request.close().await.is_empty());
    assert_eq!(
        journal.take(),
        ["prices 0", "prices 1", "cart left", "cart dropped"]
    );
    assert!(tenant.close().await.is_empty() && other.close().await.is_empty());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn pl1402_outside_of_all_scopes_nothing_is_found_and_a_failure_is_of_the_asker() {
    let running = Mall::builder().start().await.unwrap();
    let shop = running.get::<Shop>();
    let error = shop.prices.get().await.err().unwrap();
    assert_eq!(error.code(), "PL1402");
    assert_eq!(
        error.message(),
        "`ShopModule::price_list` is one per tenant, and no tenant is current"
    );
    // A request needs a tenant for what it holds.
    let request = ScopeStore::new();
    let error = Scopes::none()
        .with_request(&request)
        .enter(shop.carts.get())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "PL1404");
    assert!(
        error.render().contains("cause: [PL1402]"),
        "{}",
        error.render()
    );
    assert!(request.is_empty());
    // The eighth list fails.
    for _ in 0..7 {
        let tenant = ScopeStore::new();
        Scopes::none()
            .with_tenant(&tenant)
            .enter(shop.prices.get())
            .await
            .unwrap();
    }
    let tenant = ScopeStore::new();
    let scopes = Scopes::none().with_tenant(&tenant);
    let error = scopes.clone().enter(shop.prices.get()).await.err().unwrap();
    assert_eq!(error.code(), "PL1404");
    assert_eq!(
        scopes.enter(shop.prices.get()).await.unwrap().of("tea"),
        "~tea@8#12"
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn the_registry_and_the_exports_say_how_long_things_live() {
    let running = Mall::builder().start().await.unwrap();
    let scope = |name: &str| {
        let registry = running.registry();
        let mut entries = registry.entries();
        entries.find(|entry| entry.name() == name).unwrap().scope()
    };
    assert_eq!(scope("Journal"), Some(Scope::Singleton));
    assert_eq!(scope("doors"), Some(Scope::Instance));
    assert_eq!(scope("price_list"), Some(Scope::Tenant));
    assert_eq!(scope("Cart"), Some(Scope::Request));
    assert_eq!(scope("stamp"), Some(Scope::Transient));
    assert_eq!(scope("closed"), None);
    let exported = |format| export(Mall::WIRING, &Mall::ANALYSIS, format);
    let json: serde_json::Value = serde_json::from_str(&exported(Format::Json)).unwrap();
    let nodes = json["nodes"].as_array().unwrap();
    let cart = nodes.iter().find(|node| node["name"] == "Cart").unwrap();
    assert_eq!(cart["scope"], "request");
    let edges = json["edges"].as_array().unwrap();
    let carts = edges.iter().find(|edge| edge["param"] == "carts").unwrap();
    assert_eq!(
        (&carts["kind"], &carts["to"][0]),
        (&"per_request".into(), &cart["id"])
    );
    let mermaid = exported(Format::Mermaid);
    assert!(mermaid.contains("[\"Cart (request)\"]"), "{mermaid}");
    assert!(mermaid.contains("-. per tenant .->"), "{mermaid}");
    let dot = exported(Format::Dot);
    assert!(dot.contains("label=\"stamp: Stamp (transient)\""), "{dot}");
    running.stop().await.unwrap();
}
