//! Two tenants in one process: neither ever sees the other's orders.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use crate::{
    engines::{Place, on_each},
    support::ask,
};
use purlin::{
    app::{Lookup, Replace},
    context::ExecutionContext,
    http_server::HttpServer,
    lifecycle::Tasks,
    testing::{Recording, Started, TestApp},
};
use serde_json::{Value, json};
use storefront::{
    Storefront,
    notification::{Notice, Notifier},
};

const TENANTS: [&str; 2] = ["acme", "globex"];

/// Whom a notice is about, as the notice itself and as the context says.
type Noted = (String, Option<String>);

/// Notes each notice in a task of its own, as a mailer that takes its time would.
struct FakeNotifier {
    noted: Recording<Noted>,
    tasks: OnceLock<Arc<Tasks>>,
}

impl Notifier for FakeNotifier {
    fn notify(&self, notice: Notice) {
        let (Notice::Placed { email, .. }
        | Notice::Paid { email, .. }
        | Notice::Expired { email, .. }) = notice;
        let noted = self.noted.clone();
        let work = async move {
            tokio::task::yield_now().await;
            noted.push((email, tenant()));
        };
        if let Some(tasks) = self.tasks.get() {
            drop(tasks.spawn("notice", work));
        }
    }
}

fn tenant() -> Option<String> {
    ExecutionContext::current().and_then(|context| context.tenant().map(ToString::to_string))
}

async fn open(place: &Place) -> (Started<Storefront>, SocketAddr, Recording<Noted>) {
    let noted = Recording::new();
    let fake = Arc::new(FakeNotifier {
        noted: noted.clone(),
        tasks: OnceLock::new(),
    });
    let shop = TestApp::<Storefront>::new()
        .config("http.tenant_header", "x-tenant")
        .config("tenants.known", TENANTS.to_vec())
        .config("orders.expiry_check", "5ms")
        .config("orders.expire_after", "1h")
        .config("database.url", &**place)
        .config("cache.backend", place.cache)
        .config("cache.namespace", &*place.namespace)
        .replace::<dyn Notifier>(Arc::<FakeNotifier>::clone(&fake))
        .start()
        .await
        .unwrap();
    let _ = fake.tasks.set(Arc::clone(shop.get::<Tasks>()));
    let address = shop.get::<HttpServer>().local_addr().unwrap();
    (shop, address, noted)
}

async fn place(address: SocketAddr, tenant: &str) -> Value {
    let order = json!({
        "email": format!("ada@{tenant}.example"),
        "lines": [{ "product": "ridge-tile", "quantity": 1 }],
    });
    let placed = ask(address, "POST", "/orders", &order.to_string(), tenant).await;
    assert_eq!(placed.status, 201, "{}", placed.body);
    placed.body
}

fn ids(orders: &[Value]) -> BTreeSet<String> {
    orders.iter().map(|order| order["id"].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_tenant_sees_the_orders_of_the_other_under_load() {
    on_each(async |url| {
        let (shop, address, noted) = open(&url).await;
        let workers = (0..12).map(|number| {
            let tenant = TENANTS[number % 2];
            tokio::spawn(async move {
                let mut mine = Vec::new();
                for _ in 0..5 {
                    let order = place(address, tenant).await;
                    let path = format!("/orders/{}", order["id"].as_str().unwrap());
                    let found = ask(address, "GET", &path, "", tenant).await;
                    assert_eq!((found.status, &found.body), (200, &order));
                    let other = TENANTS[(number + 1) % 2];
                    assert_eq!(ask(address, "GET", &path, "", other).await.status, 404);
                    let pay = format!("{path}/pay");
                    assert_eq!(ask(address, "POST", &pay, "", other).await.status, 404);
                    mine.push(order);
                }
                (tenant, mine)
            })
        });
        let mut placed = [Vec::new(), Vec::new()];
        for worker in workers.collect::<Vec<_>>() {
            let (tenant, mine) = worker.await.unwrap();
            placed[usize::from(tenant == TENANTS[1])].extend(mine);
        }
        for (tenant, placed) in TENANTS.iter().zip(&placed) {
            let page = ask(address, "GET", "/orders?per_page=100", "", tenant).await;
            assert_eq!(page.body["total"], 30);
            assert_eq!(ids(page.body["items"].as_array().unwrap()), ids(placed));
        }
        // Without a tenant, and for one that there is not, nobody sees anything.
        assert_eq!(ask(address, "GET", "/orders", "", "").await.status, 400);
        assert_eq!(ask(address, "GET", "/orders", "", "eve").await.status, 403);
        assert_eq!(
            ask(address, "GET", "/health/ready", "", "").await.status,
            200
        );

        // The tasks that the requests left behind are their tenant's, too.
        let all = async {
            while noted.all().len() < 60 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all)
            .await
            .unwrap();
        for (email, tenant) in noted.take() {
            assert_eq!(email, format!("ada@{}.example", tenant.unwrap()));
        }
        let events = shop.events().clone();
        shop.stop().await;
        let refused = events.lines();
        assert!(
            refused.contains(&"refused: there is no tenant eve".to_owned()),
            "{refused:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn orders_of_each_tenant_expire_and_events_say_whose_they_are() {
    on_each(async |url| {
        let (shop, address, noted) = open(&url).await;
        for tenant in TENANTS {
            place(address, tenant).await;
        }
        shop.advance(Duration::from_hours(2));
        let expired = async {
            while noted.all().len() < 4 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), expired)
            .await
            .unwrap();
        for (email, tenant) in noted.take() {
            assert_eq!(email, format!("ada@{}.example", tenant.unwrap()));
        }
        // What goes wrong in a task of a tenant is an event of that tenant.
        let tenants = shop.get::<purlin::tenant::Tenants>();
        let tasks = shop.get::<Tasks>();
        for name in TENANTS {
            let context = tenants.context(&name.parse().unwrap()).unwrap();
            let failing = async {
                tasks
                    .spawn(name, async { assert!(tenant().is_none()) })
                    .await
            };
            assert!(context.scope(failing).await.is_err());
        }
        let events = shop.events().clone();
        shop.stop().await;
        for name in TENANTS {
            let of_task = events.events().into_iter().find(|event| {
                event.kind.to_string().contains(name) && event.kind.to_string().contains("PL1106")
            });
            let tenant = of_task.unwrap().tenant.map(|tenant| tenant.to_string());
            assert_eq!(tenant.as_deref(), Some(name));
        }
    })
    .await;
}
