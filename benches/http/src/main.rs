//! Compares the HTTP server with bare axum on the same routes, and times a start with many routes:
//! `cargo run --release -p purlin-bench-http`. See README.md.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod api;
mod count;
mod load;
mod many;

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::ListenerExt;
use purlin::app::Lookup as _;
use purlin_http_server::{HttpServer, HttpServerConfig};
use tokio::net::TcpListener;

use crate::load::Measured;

const ROUNDS: usize = 7;
const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_millis(300);
const PATHS: [&str; 4] = ["/text", "/json", "/orders/7", "/large"];

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => tokio::runtime::Runtime::new()?.block_on(compare()),
        ["count", server, path, times] => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(count(server, path, times.parse()?))
        }
        _ => Err("no arguments, or `count bare|server|application PATH TIMES`".into()),
    }
}

/// For `valgrind --tool=callgrind`: nothing but so many requests.
async fn count(server: &str, path: &str, times: usize) -> Result<(), Box<dyn Error>> {
    match server {
        "bare" => count::requests(bare().await?, path, times).await,
        "server" => {
            let server = HttpServer::new(anywhere()).serve(Arc::new(api::Api));
            count::requests(server.start().await?, path, times).await
        }
        "application" => {
            let running = api::Measured::builder()
                .config_text("http.address", "127.0.0.1:0")
                .start()
                .await?;
            let address = running.get::<HttpServer>().local_addr();
            count::requests(address.ok_or("no address")?, path, times).await
        }
        _ => Err("`bare`, `server` or `application`".into()),
    }
}

/// Both in turn.
async fn compare() -> Result<(), Box<dyn Error>> {
    let bare = bare().await?;
    let server = HttpServer::new(anywhere()).serve(Arc::new(api::Api));
    let ours = server.start().await?;

    println!("route        bare req/s   purlin req/s   ratio   bare p99   purlin p99");
    for path in PATHS {
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            // Who comes first changes from round to round.
            let (first, second) = if round % 2 == 0 {
                (bare, ours)
            } else {
                (ours, bare)
            };
            let one = load::measure(first, path, CONNECTIONS, TIME).await?;
            let two = load::measure(second, path, CONNECTIONS, TIME).await?;
            // The first round warms up.
            if round > 0 {
                rounds.push(if round % 2 == 0 {
                    (one, two)
                } else {
                    (two, one)
                });
            }
        }
        report(path, &rounds);
    }
    server.stop().await;
    many::start().await
}

/// Bare axum, as its documentation serves it.
async fn bare() -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|tcp| {
        let _ = tcp.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, api::bare()).await });
    Ok(address)
}

fn anywhere() -> HttpServerConfig {
    HttpServerConfig {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        ..HttpServerConfig::default()
    }
}

/// Medians of all rounds; the ratio is the median of the rounds' own.
fn report(path: &str, rounds: &[(Measured, Measured)]) {
    let middle = |pick: &dyn Fn(&(Measured, Measured)) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "{path:<12} {:>10.0} {:>14.0} {:>7.3} {:>7.0} µs {:>9.0} µs",
        middle(&|(bare, _)| bare.per_second),
        middle(&|(_, ours)| ours.per_second),
        middle(&|(bare, ours)| ours.per_second / bare.per_second),
        middle(&|(bare, _)| bare.p99),
        middle(&|(_, ours)| ours.p99),
    );
}
