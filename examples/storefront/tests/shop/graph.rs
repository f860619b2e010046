//! What the shop asks of its graph, as customers and operators see it.

use std::{fs, path::Path, process::Command};

use purlin::{
    app::Lookup,
    health::HealthStatus,
    http_server::HttpServer,
    testing::{Started, TestApp},
};
use serde_json::json;
use storefront::Storefront;

use crate::support::{get, post};

fn shop(folder: &Path) -> TestApp<Storefront> {
    let url = format!("sqlite://{}/shop.sqlite", folder.display());
    TestApp::<Storefront>::new().config("database.url", url)
}

fn order(quantity: i64) -> String {
    let lines = [json!({ "product": "ridge-tile", "quantity": quantity })];
    json!({ "email": "ada@example.org", "lines": lines }).to_string()
}

async fn place(shop: &Started<Storefront>, quantity: i64) -> (String, i64) {
    let address = shop.get::<HttpServer>().local_addr().unwrap();
    let placed = post(address, "/orders", &order(quantity)).await;
    assert_eq!(placed.status, 201, "{}", placed.body);
    let id = placed.body["id"].as_str().unwrap().to_owned();
    (id, placed.body["total_cents"].as_i64().unwrap())
}

#[tokio::test]
async fn discounts_are_taken_in_order_and_stand_on_the_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop(folder.path())
        .config("discount.bulk_from", 100)
        .config("discount.bulk_percent", 10)
        .config("discount.large_from_cents", 10_000)
        .config("orders.seller", "Ridge & Sons")
        .start()
        .await
        .unwrap();
    let address = shop.get::<HttpServer>().local_addr().unwrap();
    let (_, one) = place(&shop, 1).await;
    let (id, many) = place(&shop, 100).await;
    // 10 percent for many pieces, then 2 for the large order.
    let bulk = one * 100 * 9 / 10;
    assert_eq!(many, bulk - bulk * 2 / 100);

    let receipt = get(address, &format!("/orders/{id}/receipt")).await;
    assert_eq!(receipt.status, 200);
    let text = receipt.body.as_str().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Ridge & Sons");
    assert_eq!(lines[1], format!("order {id} (open)"));
    assert!(lines[4].contains("discount"), "{text}");
    let total = format!("{}.{:02}", many / 100, many % 100);
    assert!(lines[5].ends_with(&total), "{text}");
    assert_eq!(get(address, "/orders/none/receipt").await.status, 404);

    // The request says in one line what it has changed.
    let told = shop.logs().lines();
    let of_request = |line: &&String| line.contains("the request changed something");
    assert_eq!(told.iter().filter(of_request).count(), 2, "{told:#?}");
    assert!(shop.logs().contain(&format!("order {id} placed")));
    shop.stop().await;
}

#[tokio::test]
async fn notices_take_the_channel_that_the_configuration_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notices.jsonl");
    let started = shop(folder.path())
        .config("notification.channel", "file")
        .config("notification.file", file.display().to_string())
        .start()
        .await
        .unwrap();
    let (id, _) = place(&started, 1).await;
    // What still waits is sent before the shop has stopped.
    started.stop().await;
    let line: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let expected = json!({
        "order": id,
        "to": "ada@example.org",
        "subject": "your order is placed",
    });
    assert_eq!(line, expected);

    let refused = shop(folder.path())
        .config("notification.channel", "pigeon")
        .start()
        .await
        .err()
        .unwrap();
    let text = refused.render();
    for expected in ["there is no channel `pigeon`", "one of file, log"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[tokio::test]
async fn the_shop_sells_without_advice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("advice.json");
    let open = async || {
        shop(folder.path())
            .config("advice.file", file.display().to_string())
            .start()
            .await
            .unwrap()
    };
    let started = open().await;
    let address = started.get::<HttpServer>().local_addr().unwrap();
    place(&started, 1).await;
    let path = "/products/ridge-tile/goes-with";
    assert_eq!(get(address, path).await.status, 404);
    assert_eq!(get(address, "/health/ready").await.status, 200);
    let health = started.health().refresh().await;
    assert_eq!(health.status, HealthStatus::Degraded);
    assert!(started.logs().contain("module AdviceModule is left out"));
    started.stop().await;

    fs::write(&file, r#"{"ridge-tile": ["oak-purlin-4m"]}"#).unwrap();
    let started = open().await;
    let address = started.get::<HttpServer>().local_addr().unwrap();
    let advice = get(address, path).await;
    assert_eq!(advice.body, json!(["oak-purlin-4m"]));
    assert_eq!(
        get(address, "/products/none/goes-with").await.body,
        json!([])
    );
    started.stop().await;
}

/// The book shows the graph as it is. After a change: `PURLIN_WRITE=1 cargo test -p storefront`.
#[test]
fn the_picture_in_the_book_is_the_graph() {
    let page = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/src/guide/storefront.md"
    );
    let text = fs::read_to_string(page).unwrap();
    let (head, rest) = text.split_once("```mermaid\n").unwrap();
    let (shown, foot) = rest.split_once("```").unwrap();
    let drawn = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .args(["graph", "--format", "mermaid"])
        .output()
        .unwrap();
    let drawn = String::from_utf8(drawn.stdout).unwrap();
    if std::env::var_os("PURLIN_WRITE").is_some() {
        fs::write(page, format!("{head}```mermaid\n{drawn}```{foot}")).unwrap();
    } else {
        assert_eq!(shown, drawn);
    }
}
