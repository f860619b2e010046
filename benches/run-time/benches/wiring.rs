//! Lookup and bootstrap against hand-written wiring of the same graph, in the same run.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

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

fn lookup(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lookup");
    let app = hand_100::wire();
    group.bench_function("hand-written", |bencher| {
        bencher.iter(|| Arc::as_ptr(&black_box(&app).s50));
    });
    group.finish();
}

fn bootstrap(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bootstrap");
    group.bench_function(BenchmarkId::new("hand-written", 10), |bencher| {
        bencher.iter_with_large_drop(hand_10::wire);
    });
    group.bench_function(BenchmarkId::new("hand-written", 100), |bencher| {
        bencher.iter_with_large_drop(hand_100::wire);
    });
    group.finish();
}

criterion_group!(wiring, lookup, bootstrap);
criterion_main!(wiring);
