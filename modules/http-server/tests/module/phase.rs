//! The drain of the server is a phase of the application: everything that handlers use is up.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Router, http::StatusCode, routing::get};
use purlin::prelude::*;
use purlin_http_server::{HttpServer, HttpServerModule, Routes, axum};
use tokio::{
    net::TcpStream,
    sync::{Notify, mpsc, oneshot},
    time::timeout,
};

use crate::support::{self, Client, PATIENCE};

/// What handlers ask: a task answers it until the module stops.
struct Database {
    questions: mpsc::Sender<oneshot::Sender<u32>>,
    waiting: std::sync::Mutex<Option<mpsc::Receiver<oneshot::Sender<u32>>>>,
    open: AtomicBool,
}

impl Database {
    async fn count(&self) -> Option<u32> {
        if !self.open.load(Ordering::SeqCst) {
            return None;
        }
        let (ask, answer) = oneshot::channel();
        self.questions.send(ask).await.ok()?;
        answer.await.ok()
    }
}

/// Opens and closes the database.
struct DatabaseModule;

#[module]
impl DatabaseModule {
    #[provides]
    fn database() -> Database {
        let (questions, waiting) = mpsc::channel(8);
        Database {
            questions,
            waiting: std::sync::Mutex::new(Some(waiting)),
            open: AtomicBool::new(true),
        }
    }

    #[task]
    async fn answer(database: Arc<Database>, stop: Stop) {
        let waiting = database.waiting.lock().ok().and_then(|mut it| it.take());
        let Some(mut waiting) = waiting else { return };
        loop {
            tokio::select! {
                () = stop.requested() => return,
                question = waiting.recv() => match question {
                    Some(question) => { let _ = question.send(7); }
                    None => return,
                },
            }
        }
    }

    #[on_stop]
    fn close(database: &Database) {
        database.open.store(false, Ordering::SeqCst);
    }
}

/// Holds requests up until the test lets them go on.
#[provides]
struct Gate {
    #[value(Notify::new())]
    begun: Notify,
    #[value(Notify::new())]
    open: Notify,
}

/// Counts orders.
struct OrdersModule;

#[module(components = [Gate])]
impl OrdersModule {
    #[contributes(dyn Routes)]
    fn routes(database: Arc<Database>, gate: Arc<Gate>) -> Router {
        let count = async move || {
            gate.begun.notify_one();
            gate.open.notified().await;
            match database.count().await {
                Some(count) => Ok(count.to_string()),
                None => Err(StatusCode::SERVICE_UNAVAILABLE),
            }
        };
        Router::new().route("/orders/count", get(count))
    }
}

/// Starts after the server, so that it is the first to stop.
#[provides(keep)]
struct Monitor {
    _server: Arc<HttpServer>,
    #[value(Arc::new(AtomicBool::new(false)))]
    stopped: Arc<AtomicBool>,
}

/// Watches the server.
struct MonitorModule;

#[module(components = [Monitor])]
impl MonitorModule {
    #[on_stop]
    fn stop(monitor: &Monitor) {
        monitor.stopped.store(true, Ordering::SeqCst);
    }
}

/// An application in the order of the storefront.
#[app(modules = [HttpServerModule, OrdersModule, DatabaseModule, MonitorModule], expose = [Monitor, Gate])]
struct Storefront;

#[tokio::test]
async fn a_request_in_flight_finishes_with_the_database_while_nothing_has_stopped() {
    let shop = Storefront::builder().config("http.address", "127.0.0.1:0");
    let running = shop.start().await.expect("the application starts");
    let address = running.get::<HttpServer>().local_addr().expect("listens");
    let gate = Arc::clone(running.get::<Gate>());
    let stopped = Arc::clone(&running.get::<Monitor>().stopped);
    let health = running.health().clone();
    let mut client = Client::http1(address).await;
    let answer = tokio::spawn(async move { client.get("/orders/count").await });
    gate.begun.notified().await;

    let stopping = tokio::spawn(running.stop());
    // The listener is gone before the request is: that is how the test knows that it is draining.
    timeout(PATIENCE, async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("no new connections");
    let report = health.refresh().await;
    assert_eq!((report.phase, report.ready), ("draining", false));
    assert!(!stopped.load(Ordering::SeqCst) && !stopping.is_finished());

    gate.open.notify_one();
    let answer = answer.await.expect("no panic").expect("an answer");
    assert_eq!((answer.status, answer.text()), (StatusCode::OK, "7"));
    stopping.await.expect("no panic").expect("a clean stop");
    assert!(stopped.load(Ordering::SeqCst));
}

/// Fails when everything else has started.
struct BrokenModule;

#[module]
impl BrokenModule {
    #[on_start]
    async fn fail(server: &HttpServer) -> Result<(), String> {
        let address = server.local_addr().ok_or("it does not listen")?;
        let live = support::get(address, "/health/live").await.status;
        // The address is told as the error, for the test to look at.
        Err(format!("{live} {address}"))
    }
}

/// An application that does not start.
#[app(modules = [HttpServerModule, BrokenModule])]
struct Broken;

#[tokio::test]
async fn a_start_that_fails_after_the_server_had_started_stops_it() {
    let broken = Broken::builder().config("http.address", "127.0.0.1:0");
    let error = broken.start().await.expect_err("it does not start");
    let cause = std::error::Error::source(&error)
        .expect("a cause")
        .to_string();
    let address = cause.strip_prefix("200 OK ").expect("it was served before");
    assert!(TcpStream::connect(address).await.is_err());
    assert!(error.related().is_empty());
}
