//! The module in an application: wired, configured, started, drained and stopped by the graph.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{Router, extract::Path, routing::get};
use purlin::prelude::*;
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum, routes};
use tokio::{net::TcpStream, sync::Notify, time::timeout};

use crate::support::{self, Client, PATIENCE};

/// What the handlers use; it must be there for as long as they are.
#[provides]
struct Stock {
    #[value(AtomicBool::new(false))]
    closed: AtomicBool,
    #[value(Notify::new())]
    begun: Notify,
    #[value(Notify::new())]
    open: Notify,
}

/// Serves the stock.
#[contributes(dyn Routes)]
struct StockApi {
    stock: Arc<Stock>,
}

#[routes(prefix = "/stock", crate = purlin_http_server)]
impl StockApi {
    #[get("/{item}")]
    async fn count(&self, Path(item): Path<String>) -> String {
        self.stock.begun.notify_one();
        self.stock.open.notified().await;
        format!(
            "{item}: closed {}",
            self.stock.closed.load(Ordering::SeqCst)
        )
    }
}

/// The stock, its routes, and a plain router.
struct StockModule;

#[module(components = [Stock, StockApi])]
impl StockModule {
    #[contributes(dyn Routes)]
    fn plain() -> Router {
        Router::new().route("/plain", get(async || "plain"))
    }

    #[on_stop]
    fn close(stock: &Stock) {
        stock.closed.store(true, Ordering::SeqCst);
    }
}

// The server stands first, and starts last all the same: it asks for what others contribute.
/// A shop.
#[app(modules = [HttpServerModule, StockModule])]
struct Shop;

#[expect(clippy::expect_used, reason = "a test that cannot go on fails")]
async fn start() -> (purlin::app::Running<Shop>, SocketAddr) {
    let shop = Shop::builder()
        .config("http.address", "127.0.0.1:0")
        .start()
        .await
        .expect("the application starts");
    let address = shop.get::<HttpServer>().local_addr().expect("it listens");
    (shop, address)
}

#[tokio::test]
async fn contributed_routes_of_both_kinds_are_served() {
    let (shop, address) = start().await;
    assert_eq!(support::get(address, "/plain").await.text(), "plain");
    shop.get::<Stock>().open.notify_one();
    let answer = support::get(address, "/stock/beam").await;
    assert_eq!(answer.text(), "beam: closed false");
    shop.stop().await.expect("a clean stop");
}

#[tokio::test]
async fn a_stop_drains_before_the_services_of_the_handlers_are_stopped() {
    let (shop, address) = start().await;
    let stock = Arc::clone(shop.get::<Stock>());
    let mut client = Client::http1(address).await;
    let answer = tokio::spawn(async move { client.get("/stock/beam").await });
    stock.begun.notified().await;

    let stopping = tokio::spawn(shop.stop());
    timeout(PATIENCE, async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("no new connections");
    stock.open.notify_one();
    let answer = answer.await.expect("no panic").expect("an answer");
    assert_eq!(answer.text(), "beam: closed false");
    stopping.await.expect("no panic").expect("a clean stop");
    assert!(stock.closed.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_bound_port_fails_the_start_with_its_own_error() {
    let (_shop, address) = start().await;
    let error = Shop::builder()
        .config("http.address", address.to_string())
        .start()
        .await
        .expect_err("the port is taken");
    let text = error.render();
    assert_eq!(error.category(), purlin::error::Category::Dependency);
    assert!(text.contains("[PL1201]"), "{text}");
    assert!(text.contains(&address.to_string()), "{text}");
    assert!(text.contains("set `http.address`"), "{text}");
}
