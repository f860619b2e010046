//! What the database costs beside bare sea-orm and bare sqlx, in the same run.
//!
//! `cargo bench -p purlin-bench-database`

#![expect(clippy::expect_used, reason = "a benchmark may fail")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, criterion_group, criterion_main};
use purlin_bench_database::{ROWS, Sides, runtime};
use purlin_database::{DatabaseConfig, DatabaseError, DatabaseUrl, testing::TestDatabase};
use tokio::runtime::Runtime;

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// The time of so many calls, one after another.
async fn calls<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(
    count: u64,
    call: impl Fn(i64) -> F,
) -> Duration {
    let began = Instant::now();
    for number in 0..count {
        let number = i64::try_from(number).expect("small") % ROWS + 1;
        black_box(call(number).await.expect("done"));
    }
    began.elapsed()
}

macro_rules! bench {
    ($group:expr, $runtime:expr, $name:literal, $call:expr) => {
        $group.bench_function($name, |bencher| {
            bencher.iter_custom(|count| $runtime.block_on(calls(count, $call)));
        });
    };
}

fn engine(criterion: &mut Criterion, runtime: &Runtime, config: &DatabaseConfig) {
    let sides = runtime.block_on(Sides::open(config)).expect("a database");
    let sides = &sides;
    let scheme = sides.purlin.engine().scheme();
    let mut group = criterion.benchmark_group(format!("{scheme}, point read"));
    bench!(group, runtime, "sqlx", |id| sides.sqlx.read(id));
    bench!(group, runtime, "sea-orm", |id| sides.bare_read(id));
    bench!(group, runtime, "purlin", |id| sides.read(id));
    bench!(group, runtime, "purlin, repository", |id| sides.find(id));
    group.finish();
    let mut group = criterion.benchmark_group(format!("{scheme}, page of 100"));
    bench!(group, runtime, "sqlx", |_| sides.sqlx.page());
    bench!(group, runtime, "sea-orm", |_| sides.bare_page());
    bench!(group, runtime, "purlin, repository", |_| sides.page());
    group.finish();
    let mut group = criterion.benchmark_group(format!("{scheme}, insert"));
    bench!(group, runtime, "sqlx", |_| sides.sqlx.insert());
    bench!(group, runtime, "sea-orm", |_| sides.bare_insert());
    bench!(group, runtime, "purlin, repository", |_| sides.insert());
    group.finish();
    let mut group = criterion.benchmark_group(format!("{scheme}, transaction"));
    bench!(group, runtime, "sqlx", |_| sides.sqlx.transaction());
    bench!(group, runtime, "sea-orm", |_| sides.bare_transaction());
    bench!(group, runtime, "purlin", |_| sides.transaction());
    group.finish();
    runtime.block_on(sides.purlin.close()).expect("closed");
}

fn sqlite(criterion: &mut Criterion) {
    let config = DatabaseConfig {
        url: DatabaseUrl::memory(),
        ..DatabaseConfig::default()
    };
    engine(criterion, &runtime(), &config);
}

fn postgres(criterion: &mut Criterion) {
    let runtime = runtime();
    let server = std::env::var("PURLIN_TEST_POSTGRES").unwrap_or_else(|_| SERVER.to_owned());
    let own = match runtime.block_on(TestDatabase::create(&server)) {
        Ok(own) => own,
        Err(error) => {
            eprintln!("NOT RUN on postgres: {error}");
            return;
        }
    };
    let config = DatabaseConfig {
        url: own.url().parse().expect("an address"),
        ..DatabaseConfig::default()
    };
    engine(criterion, &runtime, &config);
    let removed: Result<(), DatabaseError> = runtime.block_on(own.remove());
    removed.expect("removed");
}

criterion_group! {
    name = database;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = sqlite, postgres
}
criterion_main!(database);
