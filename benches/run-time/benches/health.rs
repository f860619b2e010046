//! What asking an application of many health checks for its health costs, apart from the checks:
//! each of them says at once that it is healthy.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use purlin::prelude::*;
use tokio::runtime::Builder;

/// An application with a health check for each name.
macro_rules! application {
    ($app:ident, $module:ident, [$($check:ident)*]) => {
        #[doc = "Nothing but health checks."]
        pub struct $module;

        #[module]
        impl $module {
            $(
                #[health]
                fn $check() -> Health {
                    Health::healthy()
                }
            )*
        }

        #[doc = "An application with nothing but health checks."]
        #[app(modules = [$module])]
        pub struct $app;
    };
}

application!(Ten, TenModule, [a0 a1 a2 a3 a4 a5 a6 a7 a8 a9]);

application!(Hundred, HundredModule, [
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9
    b0 b1 b2 b3 b4 b5 b6 b7 b8 b9
    c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
    e0 e1 e2 e3 e4 e5 e6 e7 e8 e9
    f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
    h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
    i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
    j0 j1 j2 j3 j4 j5 j6 j7 j8 j9
]);

#[expect(
    clippy::expect_used,
    reason = "without a running application there is nothing to measure"
)]
fn health(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let mut group = criterion.benchmark_group("health");
    macro_rules! measure {
        ($app:ident, $checks:literal) => {
            let running = runtime
                .block_on($app::builder().start())
                .expect("an application of nothing but checks starts");
            let monitor = running.health();
            let found = runtime.block_on(monitor.check());
            assert_eq!((found.checks.len(), found.ready), ($checks, true));
            group.bench_function(BenchmarkId::new("every check runs", $checks), |bencher| {
                bencher.iter(|| runtime.block_on(async { black_box(monitor.refresh().await) }));
            });
            group.bench_function(BenchmarkId::new("results are cached", $checks), |bencher| {
                bencher.iter(|| runtime.block_on(async { black_box(monitor.check().await) }));
            });
            let _ = runtime.block_on(running.stop());
        };
    }
    measure!(Ten, 10);
    measure!(Hundred, 100);
    group.finish();
}

criterion_group!(benches, health);
criterion_main!(benches);
