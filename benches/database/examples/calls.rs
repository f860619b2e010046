//! Does the same in turns by sqlx, sea-orm and Purlin, in memory, and tells the median of each: what
//! else runs on the machine then slows all of them alike.
//!
//! `cargo run --release -p purlin-bench-database --example calls -- 20000`

#![expect(clippy::expect_used, reason = "a benchmark may fail")]
#![expect(clippy::print_stdout, reason = "tells what it has measured")]

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use purlin_bench_database::{ROWS, Sides};
use purlin_core::context::Contexts;
use purlin_database::{DatabaseConfig, DatabaseUrl};

type Times = BTreeMap<&'static str, Vec<Duration>>;

/// Does it twice, and keeps how long the second time took: the first one pays for what was done
/// before it.
async fn timed<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(
    times: &mut Times,
    name: &'static str,
    call: impl Fn() -> F,
) {
    black_box(call().await.expect("done"));
    let began = Instant::now();
    black_box(call().await.expect("done"));
    times.entry(name).or_default().push(began.elapsed());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count = std::env::args().nth(1);
    let count: i64 = count.map_or(20_000, |count| count.parse().expect("a number"));
    let config = DatabaseConfig {
        url: DatabaseUrl::memory(),
        ..DatabaseConfig::default()
    };
    let sides = Sides::open(&config).await.expect("a database");
    let mut times = Times::new();
    // As a request is handled: in a context, which transactions travel in.
    let context = Contexts::default().root();
    context.scope(measure(&sides, count, &mut times)).await;
    for (name, times) in &mut times {
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        println!("{name:<26} {middle:>12.2?}");
    }
}

async fn measure(sides: &Sides, count: i64, t: &mut Times) {
    for number in 0..count {
        let id = number % ROWS + 1;
        // Each comes after each of the others as often.
        for turn in 0..4 {
            match (number + turn) % 4 {
                0 => timed(t, "point read 1 sqlx", || sides.sqlx.read(id)).await,
                1 => timed(t, "point read 2 sea-orm", || sides.bare_read(id)).await,
                2 => timed(t, "point read 3 purlin", || sides.read(id)).await,
                _ => timed(t, "point read 4 repository", || sides.find(id)).await,
            }
        }
        // What takes longer is done less often.
        if number % 4 > 0 {
            continue;
        }
        for turn in 0..3 {
            match (number / 4 + turn) % 3 {
                0 => {
                    timed(t, "insert 1 sqlx", || sides.sqlx.insert()).await;
                    timed(t, "page of 100 1 sqlx", || sides.sqlx.page()).await;
                    timed(t, "transaction 1 sqlx", || sides.sqlx.transaction()).await;
                }
                1 => {
                    timed(t, "insert 2 sea-orm", || sides.bare_insert()).await;
                    timed(t, "page of 100 2 sea-orm", || sides.bare_page()).await;
                    timed(t, "transaction 2 sea-orm", || sides.bare_transaction()).await;
                }
                _ => {
                    timed(t, "insert 3 repository", || sides.insert()).await;
                    timed(t, "page of 100 3 repository", || sides.page()).await;
                    timed(t, "transaction 3 purlin", || sides.transaction()).await;
                }
            }
        }
    }
}
