//! What stopping an application costs that has 10,000 tasks of its own, against a set of as many
//! tasks and a token by hand, in the same run.

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use purlin::{app::Lookup, prelude::*};
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
};
use tokio_util::sync::CancellationToken;

const TASKS: usize = 10_000;

/// Nothing but tasks.
#[app(modules = [], expose = [Tasks])]
pub struct Shop;

/// Each task waits when this returns.
async fn settle() {
    for _ in 0..3 {
        yield_now().await;
    }
}

#[expect(
    clippy::expect_used,
    reason = "without a running application there is nothing to measure"
)]
async fn purlin_once() -> Duration {
    let running = Shop::builder().start().await;
    let running = running.expect("an application of nothing but tasks starts");
    let tasks = Arc::clone(running.get::<Tasks>());
    for _ in 0..TASKS {
        tasks.spawn_until("wait", |stop| async move { stop.requested().await });
    }
    settle().await;
    assert_eq!(tasks.len(), TASKS);
    let begin = Instant::now();
    let _ = running.stop().await;
    let took = begin.elapsed();
    assert!(tasks.is_empty());
    took
}

async fn hand_once() -> Duration {
    let token = CancellationToken::new();
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let token = token.child_token();
        tasks.spawn(async move { token.cancelled().await });
    }
    settle().await;
    let begin = Instant::now();
    token.cancel();
    while tasks.join_next().await.is_some() {}
    begin.elapsed()
}

fn measure<F: Future<Output = Duration>>(
    runtime: &Runtime,
    times: u64,
    once: fn() -> F,
) -> Duration {
    (0..times).map(|_| runtime.block_on(once())).sum()
}

#[expect(
    clippy::expect_used,
    reason = "without a runtime there is nothing to measure"
)]
fn shutdown(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let mut group = criterion.benchmark_group("shutdown of 10,000 tasks");
    group.sample_size(20);
    group.bench_function("a set of tasks by hand", |bencher| {
        bencher.iter_custom(|times| measure(&runtime, times, hand_once));
    });
    group.bench_function("purlin", |bencher| {
        bencher.iter_custom(|times| measure(&runtime, times, purlin_once));
    });
    group.finish();
}

criterion_group!(benches, shutdown);
criterion_main!(benches);
