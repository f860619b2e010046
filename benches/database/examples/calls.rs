//! Does the same in turns by sqlx, sea-orm and Purlin and tells what each takes, and what a call by
//! Purlin takes more than one by the others *in the same round*: what else runs on the machine slows
//! all of a round alike, and so does a server that is slow now and then.
//!
//! `cargo run --release -p purlin-bench-database --example calls -- 20000 [memory|postgres]`

#![expect(clippy::expect_used, reason = "a benchmark may fail")]
#![expect(clippy::print_stdout, reason = "tells what it has measured")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use purlin_bench_database::{ROWS, Rounds, Sides};
use purlin_core::context::Contexts;
use purlin_database::{DatabaseConfig, DatabaseUrl, testing::TestDatabase};

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// Does it twice, and gives how long the second time took: the first one pays for what was done
/// before it.
async fn timed<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(
    call: impl Fn() -> F,
) -> Duration {
    black_box(call().await.expect("done"));
    let began = Instant::now();
    black_box(call().await.expect("done"));
    began.elapsed()
}

/// All sides once, each round beginning with another one.
macro_rules! round {
    ($rounds:expr, $number:expr, [$($at:literal => $call:expr),+ $(,)?]) => {{
        let mut took = [Duration::ZERO; [$($at),+].len()];
        for turn in 0..took.len() {
            match ($number + turn) % took.len() {
                $($at => took[$at] = timed($call).await,)+
                _ => {}
            }
        }
        $rounds.add(&took);
    }};
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let count = words.first().map_or("20000", String::as_str);
    let count = count.parse().expect("how often");
    let own = match words.get(1).map(String::as_str) {
        None | Some("memory") => None,
        Some("postgres") => {
            let server = std::env::var("PURLIN_TEST_POSTGRES");
            let server = server.unwrap_or_else(|_| SERVER.to_owned());
            Some(TestDatabase::create(&server).await.expect("a server"))
        }
        Some(other) => {
            println!("`{other}` is neither `memory` nor `postgres`");
            return;
        }
    };
    let url = own.as_ref().map_or_else(DatabaseUrl::memory, |own| {
        own.url().parse().expect("an address")
    });
    let config = DatabaseConfig {
        url,
        ..DatabaseConfig::default()
    };
    let sides = Sides::open(&config).await.expect("a database");
    // As a request is handled: in a context, which transactions travel in.
    let context = Contexts::default().root();
    let table = context.scope(measure(&sides, count)).await;
    println!(
        "| {:<24} | {:>9} | {:>9} | {:>9} | {:>30} | {:>13} |",
        sides.purlin.engine().scheme(),
        "sqlx",
        "sea-orm",
        "purlin",
        "more than sea-orm, in a round",
        "times sea-orm"
    );
    println!("|---|---|---|---|---|---|");
    for rounds in table {
        println!("{rounds}");
    }
    sides.purlin.close().await.expect("closed");
    if let Some(own) = own {
        own.remove().await.expect("removed");
    }
}

async fn measure(sides: &Sides, count: usize) -> [Rounds; 5] {
    let mut read = Rounds::new("point read");
    let mut find = Rounds::new("point read, repository");
    let mut insert = Rounds::new("insert");
    let mut page = Rounds::new("page of 100");
    let mut transaction = Rounds::new("transaction of 4 calls");
    for number in 0..count {
        let id = i64::try_from(number).expect("small") % ROWS + 1;
        round!(read, number, [
            0 => || sides.sqlx.read(id),
            1 => || sides.bare_read(id),
            2 => || sides.read(id),
        ]);
        round!(find, number, [
            0 => || sides.sqlx.read(id),
            1 => || sides.bare_read(id),
            2 => || sides.find(id),
        ]);
        // What takes longer is done less often.
        if !number.is_multiple_of(4) {
            continue;
        }
        let number = number / 4;
        round!(insert, number, [
            0 => || sides.sqlx.insert(),
            1 => || sides.bare_insert(),
            2 => || sides.insert(),
        ]);
        round!(page, number, [
            0 => || sides.sqlx.page(),
            1 => || sides.bare_page(),
            2 => || sides.page(),
        ]);
        round!(transaction, number, [
            0 => || sides.sqlx.transaction(),
            1 => || sides.bare_transaction(),
            2 => || sides.transaction(),
        ]);
    }
    [read, find, insert, page, transaction]
}
