//! The shop as its customers and operators see it.

use std::{net::SocketAddr, time::Duration};

use crate::{
    engines::{Place, on_each, on_each_cached},
    support::{Answer, get, post},
};
use purlin::{
    app::{Lookup, Running},
    context::{Clock, ManualClock},
    http_server::HttpServer,
};
use serde_json::{Value, json};
use storefront::Storefront;

async fn open(place: &Place, clock: Clock) -> (Running<Storefront>, SocketAddr) {
    let shop = Storefront::builder()
        .config("http.address", "127.0.0.1:0")
        .config("database.url", &**place)
        .config("cache.backend", place.cache)
        .config("cache.namespace", &*place.namespace)
        .config("orders.max_lines", 2)
        .config("orders.expire_after", "1h")
        .config("orders.expiry_check", "5ms")
        .clock(clock)
        .start()
        .await
        .unwrap();
    let address = shop.get::<HttpServer>().local_addr().unwrap();
    (shop, address)
}

fn order(email: &str, product: &str, quantity: i64) -> String {
    json!({ "email": email, "lines": [{ "product": product, "quantity": quantity }] }).to_string()
}

async fn place(address: SocketAddr) -> Answer {
    post(
        address,
        "/orders",
        &order("ada@example.org", "ridge-tile", 40),
    )
    .await
}

fn fields(answer: &Answer) -> Vec<&str> {
    let errors = answer.body["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_order_is_placed_read_paid_and_listed() {
    on_each_cached(async |url| {
        let (shop, address) = open(&url, Clock::system()).await;

        let products = get(address, "/products").await;
        assert_eq!(
            (products.status, products.body.as_array().unwrap().len()),
            (200, 5)
        );
        assert_eq!(
            get(address, "/products/ridge-tile").await.body["price_cents"],
            790
        );
        assert_eq!(get(address, "/products/gold").await.status, 404);

        let placed = place(address).await;
        assert_eq!(placed.status, 201);
        assert_eq!(placed.body["total_cents"], 31_600);
        assert_eq!(placed.body["status"], "open");
        let location = placed.header("location");
        assert_eq!(get(address, location).await.body, placed.body);

        let pay = format!("{location}/pay");
        assert_eq!(post(address, &pay, "").await.body["status"], "paid");
        let again = post(address, &pay, "").await;
        assert_eq!(
            (again.status, &again.body["detail"]),
            (409, &json!("the order is paid"))
        );
        assert_eq!(get(address, location).await.body["status"], "paid");
        assert_eq!(get(address, "/orders/nonsense").await.status, 404);

        shop.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_order_with_problems_is_told_all_of_them() {
    on_each(async |url| {
        let (shop, address) = open(&url, Clock::system()).await;

        let wrong = post(address, "/orders", &order("ada", "gold", 0)).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(wrong.header("content-type"), "application/problem+json");
        assert_eq!(
            fields(&wrong),
            ["email", "lines[0].quantity", "lines[0].product"]
        );
        let unknown = post(address, "/orders", &order("ada@example.org", "gold", 1)).await;
        assert_eq!(
            (unknown.status, fields(&unknown)),
            (409, vec!["lines[0].product"])
        );
        let malformed = post(address, "/orders", "{").await;
        assert_eq!(malformed.status, 400);
        assert_eq!(malformed.header("content-type"), "application/problem+json");
        let page = get(address, "/orders?page=0&per_page=101").await;
        assert_eq!(
            (page.status, fields(&page)),
            (422, vec!["page", "per_page"])
        );
        assert_eq!(get(address, "/orders").await.body["total"], 0);

        shop.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn orders_survive_a_restart_and_are_listed_newest_first() {
    on_each(async |url| {
        let (shop, address) = open(&url, Clock::system()).await;
        let mut placed = Vec::new();
        for _ in 0..3 {
            placed.insert(0, place(address).await.body);
        }
        shop.stop().await.unwrap();

        let (shop, address) = open(&url, Clock::system()).await;
        let mut listed = Vec::new();
        let mut next = json!("/orders?per_page=2");
        while let Some(path) = next.as_str() {
            let page = get(address, path).await;
            assert_eq!((page.status, &page.body["total"]), (200, &json!(3)));
            listed.extend(page.body["items"].as_array().unwrap().clone());
            next = page.body["next"].clone();
        }
        assert_eq!(Value::from(listed), Value::from(placed));
        shop.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_order_that_nobody_pays_expires_by_the_clock_of_the_application() {
    on_each(async |url| {
        let hand = ManualClock::at_unix_millis(1_800_000_000_000);
        let (shop, address) = open(&url, Clock::manual(&hand)).await;

        let paid = place(address).await;
        let pay = format!("{}/pay", paid.header("location"));
        assert_eq!(post(address, &pay, "").await.status, 200);
        let open = place(address).await;
        assert_eq!(open.body["created_at"], "2027-01-15T08:00:00Z");
        let location = open.header("location");

        hand.advance(Duration::from_hours(1));
        assert_eq!(get(address, location).await.body["status"], "open");
        hand.advance(Duration::from_millis(1));
        let expired = async {
            while get(address, location).await.body["status"] != "expired" {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), expired)
            .await
            .unwrap();
        assert_eq!(
            post(address, &format!("{location}/pay"), "").await.status,
            409
        );
        assert_eq!(
            get(address, paid.header("location")).await.body["status"],
            "paid"
        );

        shop.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn orders_are_asked_for_by_where_they_stand_their_sum_and_their_time() {
    on_each(async |url| {
        let hand = ManualClock::at_unix_millis(1_800_000_000_000);
        let (shop, address) = open(&url, Clock::manual(&hand)).await;
        let small = post(
            address,
            "/orders",
            &order("bob@example.org", "ridge-tile", 1),
        )
        .await;
        hand.advance(Duration::from_mins(1));
        let large = place(address).await;
        let paid = post(address, &format!("{}/pay", large.header("location")), "").await;
        assert_eq!(paid.status, 200);

        let ids = async |query: &str| {
            let page = get(address, &format!("/orders?fields=id&{query}")).await;
            assert_eq!(page.status, 200, "{query}: {}", page.body);
            page.body["items"].clone()
        };
        let just = |answer: &Answer| json!([{ "id": answer.body["id"] }]);
        assert_eq!(ids("filter[status]=paid").await, just(&large));
        assert_eq!(ids("filter[status]=open,expired").await, just(&small));
        assert_eq!(ids("filter[status][not]=paid").await, just(&small));
        assert_eq!(ids("filter[email]=bob@example.org").await, just(&small));
        assert_eq!(ids("filter[total_cents][gt]=790").await, just(&large));
        assert_eq!(ids("filter[total_cents]=790").await, just(&small));
        let since = "filter[created_at][gte]=2027-01-15T08:01:00Z";
        assert_eq!(ids(since).await, just(&large));
        assert_eq!(
            ids(&format!("{since}&filter[status]=open")).await,
            json!([])
        );

        // Without a wish it is the whole.
        let whole = get(address, "/orders?filter[status]=open").await;
        assert_eq!(whole.body["items"], json!([small.body]));
        let wrong = get(address, "/orders?filter[state]=open&fields=id").await;
        assert_eq!((wrong.status, &wrong.body["code"]), (400, &json!("PL1704")));
        let wrong = get(address, "/orders?fields=id,price").await;
        assert_eq!((wrong.status, &wrong.body["code"]), (400, &json!("PL1705")));
        // PostgreSQL takes no NUL character.
        let wrong = get(address, "/orders?filter[email]=bob%00").await;
        assert_eq!((wrong.status, fields(&wrong)), (400, vec!["filter[email]"]));
        let wrong = get(address, "/products?filter[name][contains]=%00").await;
        let field = vec!["filter[name][contains]"];
        assert_eq!((wrong.status, fields(&wrong)), (400, field));
        let wrong = post(address, "/orders", &order("a\0@b.c", "ridge-tile", 1)).await;
        assert_eq!((wrong.status, fields(&wrong)), (422, vec!["email"]));
        let wrong = post(address, "/orders", &order("a@b.c", "ridge\0", 1)).await;
        assert!([409, 422].contains(&wrong.status), "{}", wrong.body);
        let wrong = get(address, "/products/%00").await;
        assert_eq!(wrong.status, 404);
        shop.stop().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn products_are_asked_for_by_name_and_price() {
    on_each_cached(async |url| {
        let (shop, address) = open(&url, Clock::system()).await;
        let path = "/products?filter[name][contains]=tile&filter[price_cents][lt]=1000&fields=id";
        assert_eq!(
            get(address, path).await.body,
            json!([{ "id": "ridge-tile" }])
        );
        shop.stop().await.unwrap();
    })
    .await;
}
