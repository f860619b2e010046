//! Compares the HTTP server with axum on the same routes, alone and with layers that do the same, and times
//! a start with many routes: `cargo run --release -p purlin-bench-http`. See README.md.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

mod api;
mod count;
mod idle;
mod layered;
mod load;
mod many;

use std::{error::Error, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, serve::ListenerExt};
use purlin::app::Lookup as _;
use purlin_http_server::{HttpServer, HttpServerConfig};
use tokio::net::TcpListener;

use crate::load::Measured;

const ROUNDS: usize = 7;
const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_millis(300);
const PATHS: [&str; 5] = ["/text", "/json", "/orders/7", "/rows/7", "/large"];
/// How many connections are kept open to see what one takes.
const IDLE: usize = 10_000;

/// Who serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// axum, as its documentation serves it.
    Bare,
    /// The same with layers of tower-http that do what the others do by default.
    Layered,
    /// `HttpServer` by hand.
    Server,
    /// An application, where each request has a context.
    Application,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Bare, Self::Layered, Self::Server, Self::Application];

    const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Layered => "layered",
            Self::Server => "server",
            Self::Application => "application",
        }
    }

    /// Serves until the process ends.
    async fn serve(self) -> Result<SocketAddr, Box<dyn Error>> {
        match self {
            Self::Bare => axum(api::bare(api::rows().await?)).await,
            Self::Layered => axum(layered::layered(api::bare(api::rows().await?))).await,
            Self::Server => {
                let api = api::Api {
                    rows: api::rows().await?,
                };
                let server = HttpServer::new(anywhere()).serve(Arc::new(api));
                let address = server.start().await?;
                std::mem::forget(server);
                Ok(address)
            }
            Self::Application => {
                let running = api::Measured::builder()
                    .config_text("http.address", "127.0.0.1:0")
                    .config_text("http.max_connections", "20000")
                    .start()
                    .await?;
                let address = running.get::<HttpServer>().local_addr();
                std::mem::forget(running);
                Ok(address.ok_or("no address")?)
            }
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| "`bare`, `layered`, `server` or `application`".to_owned())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let all = || tokio::runtime::Runtime::new();
    match words.as_slice() {
        [] => all()?.block_on(compare()),
        ["count", kind, path, times] => {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let kind: Kind = kind.parse()?;
            let times = times.parse()?;
            runtime.block_on(async { count::requests(kind.serve().await?, path, times).await })
        }
        ["start"] => all()?.block_on(many::start()),
        ["idle"] => {
            for kind in Kind::ALL {
                let bytes = idle::taken(kind, IDLE)?;
                println!("{:<12} {bytes} bytes for each of {IDLE}", kind.name());
            }
            Ok(())
        }
        // For `idle`, until it has seen enough.
        ["serve", kind] => {
            let kind: Kind = kind.parse()?;
            let runtime = all()?;
            println!("{}", runtime.block_on(kind.serve())?);
            std::io::stdin().read_line(&mut String::new())?;
            Ok(())
        }
        _ => Err("no arguments, `start`, `idle`, or `count KIND PATH TIMES`".into()),
    }
}

/// All in turn.
async fn compare() -> Result<(), Box<dyn Error>> {
    let mut addresses = Vec::new();
    for kind in Kind::ALL {
        addresses.push(kind.serve().await?);
    }
    println!("route       who          req/s  of bare  of layered     p99  of bare  of layered");
    for path in PATHS {
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            let mut measured = vec![None; addresses.len()];
            for turn in 0..addresses.len() {
                // Who comes first changes from round to round.
                let at = (turn + round) % addresses.len();
                measured[at] = Some(load::measure(addresses[at], path, CONNECTIONS, TIME).await?);
            }
            // The first round warms up.
            if round > 0 {
                rounds.push(measured.into_iter().flatten().collect());
            }
        }
        report(path, &rounds);
    }
    many::start().await
}

/// axum, as its documentation serves it.
async fn axum(router: Router) -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|tcp| {
        let _ = tcp.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn anywhere() -> HttpServerConfig {
    HttpServerConfig {
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        max_connections: 2 * IDLE,
        ..HttpServerConfig::default()
    }
}

/// Medians of all rounds; a ratio is the median of the rounds' own.
fn report(path: &str, rounds: &[Vec<Measured>]) {
    let middle = |pick: &dyn Fn(&[Measured]) -> f64| {
        let mut values: Vec<f64> = rounds.iter().map(|round| pick(round)).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        println!(
            "{path:<11} {:<12} {:>6.0} {:>8.3} {:>11.3} {:>4.0} µs {:>8.3} {:>11.3}",
            kind.name(),
            middle(&|round| round[at].per_second),
            middle(&|round| round[at].per_second / round[0].per_second),
            middle(&|round| round[at].per_second / round[1].per_second),
            middle(&|round| round[at].p99),
            middle(&|round| round[at].p99 / round[0].p99),
            middle(&|round| round[at].p99 / round[1].p99),
        );
    }
}
