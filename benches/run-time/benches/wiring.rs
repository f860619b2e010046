//! Lookup and bootstrap against hand-written wiring of the same graph, in the same run.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use purlin::app::Lookup;
use tokio::runtime::{Builder, Runtime};

/// Includes one generated graph.
macro_rules! generated {
    ($(#[$lint:meta])? $name:ident, $file:literal) => {
        #[expect(dead_code, unreachable_pub, reason = "generated: every service can be asked for")]
        $(#[$lint])?
        mod $name {
            include!(concat!(env!("OUT_DIR"), "/", $file));
        }
    };
}

generated!(hand_10, "hand_10_by_1.rs");
generated!(
    #[expect(clippy::too_many_lines, reason = "a service is a line")]
    hand_100,
    "hand_100_by_1.rs"
);

generated!(
    #[expect(
        clippy::too_many_lines,
        clippy::similar_names,
        reason = "a service is a line, and has a number for a name"
    )]
    hand_500,
    "hand_500_by_1.rs"
);

generated!(purlin_10, "purlin_10_by_1.rs");
generated!(purlin_100, "purlin_100_by_1.rs");
generated!(purlin_100_by_25, "purlin_100_by_25.rs");
generated!(purlin_500, "purlin_500_by_1.rs");

/// Starts an application of Purlin and leaves it running.
macro_rules! start {
    ($runtime:expr, $graph:ident) => {
        $runtime
            .block_on($graph::App::builder().start())
            .expect("a generated application starts")
    };
}

/// Measures starting an application of Purlin; stopping it is not part of the time.
macro_rules! bootstrap {
    ($group:expr, $runtime:expr, $name:literal, $services:literal, $graph:ident) => {
        $group.bench_function(BenchmarkId::new($name, $services), |bencher| {
            bencher.iter_custom(|times| {
                let mut spent = Duration::ZERO;
                for _ in 0..times {
                    let begin = Instant::now();
                    let running = black_box(start!($runtime, $graph));
                    spent += begin.elapsed();
                    let _ = $runtime.block_on(running.stop());
                }
                spent
            });
        })
    };
}

#[expect(
    clippy::expect_used,
    reason = "without a runtime there is nothing to measure"
)]
fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
}

fn lookup(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("lookup");
    let app = hand_100::wire();
    group.bench_function("hand-written", |bencher| {
        bencher.iter(|| Arc::as_ptr(&black_box(&app).s50));
    });
    let running = start!(runtime, purlin_100);
    group.bench_function("purlin", |bencher| {
        bencher.iter(|| Arc::as_ptr(black_box(&running).get::<purlin_100::S50>()));
    });
    let _ = runtime.block_on(running.stop());
    group.finish();
}

fn bootstrap(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("bootstrap");
    group.bench_function(BenchmarkId::new("hand-written", 10), |bencher| {
        bencher.iter_with_large_drop(hand_10::wire);
    });
    bootstrap!(
        group,
        runtime,
        "purlin, a module for each service",
        10,
        purlin_10
    );
    group.bench_function(BenchmarkId::new("hand-written", 100), |bencher| {
        bencher.iter_with_large_drop(hand_100::wire);
    });
    bootstrap!(
        group,
        runtime,
        "purlin, a module for each service",
        100,
        purlin_100
    );
    bootstrap!(
        group,
        runtime,
        "purlin, 25 services a module",
        100,
        purlin_100_by_25
    );
    group.bench_function(BenchmarkId::new("hand-written", 500), |bencher| {
        bencher.iter_with_large_drop(hand_500::wire);
    });
    bootstrap!(
        group,
        runtime,
        "purlin, a module for each service",
        500,
        purlin_500
    );
    group.finish();
}

criterion_group!(wiring, lookup, bootstrap);
criterion_main!(wiring);
