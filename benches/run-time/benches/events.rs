//! What saying that something happened costs whoever says it, with 0, 1 and 10 observers: the same
//! event through channels by hand, in the same run.
//!
//! Observers get their events on threads of their own: the time is that of the emitter alone, and
//! no queue is ever full.

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use purlin::{
    app::Lookup,
    events::{Events, Observer, event},
    prelude::*,
};
use tokio::runtime::Builder;

/// An order was placed.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct OrderPlaced {
    /// Its number.
    pub order: u64,
}

event!(OrderPlaced as "orders.placed");

/// Nothing but events.
#[app(modules = [], expose = [Events])]
pub struct Shop;

/// So many wait for an observer at most: far less than its queue holds.
const BATCH: u64 = 512;

/// Emits in batches, and lets the observers see each before the next.
fn emit(times: u64, observers: u64, seen: &AtomicU64, emit: impl Fn(u64)) -> Duration {
    let mut spent = Duration::ZERO;
    let mut left = times;
    while left > 0 {
        let batch = left.min(BATCH);
        let expected = seen.load(Ordering::Acquire) + batch * observers;
        let begin = Instant::now();
        for order in 0..batch {
            emit(order);
        }
        spent += begin.elapsed();
        while seen.load(Ordering::Acquire) < expected {
            thread::yield_now();
        }
        left -= batch;
    }
    spent
}

#[expect(
    clippy::expect_used,
    reason = "without a running application there is nothing to measure"
)]
fn events(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let mut group = criterion.benchmark_group("events");
    for observers in [0, 1, 10] {
        let seen = Arc::new(AtomicU64::new(0));
        let (channels, threads): (Vec<_>, Vec<_>) = (0..observers)
            .map(|_| {
                let (send, receive) = mpsc::sync_channel::<Arc<OrderPlaced>>(1_024);
                let seen = Arc::clone(&seen);
                let thread = thread::spawn(move || {
                    for event in receive {
                        black_box(event.order);
                        seen.fetch_add(1, Ordering::Release);
                    }
                });
                (send, thread)
            })
            .unzip();
        group.bench_function(BenchmarkId::new("channels by hand", observers), |bencher| {
            bencher.iter_custom(|times| {
                emit(times, observers, &seen, |order| {
                    let event = Arc::new(OrderPlaced { order });
                    for channel in &channels {
                        // The thread is there until the channel is gone.
                        let _ = channel.try_send(Arc::clone(&event));
                    }
                })
            });
        });
        drop(channels);
        for thread in threads {
            thread.join().expect("it does not panic");
        }

        let running = runtime
            .block_on(Shop::builder().start())
            .expect("an application of nothing but events starts");
        let events = running.get::<Events>();
        let seen = Arc::new(AtomicU64::new(0));
        let watching: Vec<_> = (0..observers)
            .map(|_| {
                let seen = Arc::clone(&seen);
                let observer = Observer::of::<OrderPlaced>("bench", move |event, _| {
                    black_box(event.order);
                    seen.fetch_add(1, Ordering::Release);
                });
                events.subscribe(observer).expect("there are threads")
            })
            .collect();
        group.bench_function(BenchmarkId::new("purlin", observers), |bencher| {
            bencher.iter_custom(|times| {
                emit(times, observers, &seen, |order| {
                    events.emit(OrderPlaced { order });
                })
            });
        });
        drop(watching);
        let _ = runtime.block_on(running.stop());
    }
    group.finish();
}

criterion_group!(benches, events);
criterion_main!(benches);
