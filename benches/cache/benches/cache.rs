//! What the cache costs beside bare moka and a bare client of Redis, in the same run.
//!
//! `cargo bench -p purlin-bench-cache`

#![expect(clippy::expect_used, reason = "a benchmark may fail")]

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use criterion::{Criterion, criterion_group, criterion_main};
use purlin_bench_cache::{expiring, keys, timed};
use purlin_cache::{Backend, Cache, CacheConfig, CacheError, Region};
use tokio::runtime::{Builder, Runtime};

const SERVER: &str = "127.0.0.1:6379";

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// The time of so many reads, one after another.
async fn reads<F: Future>(count: u64, keys: &[String], read: impl Fn(usize) -> F) -> Duration {
    let began = Instant::now();
    for number in 0..count {
        let at = usize::try_from(number).expect("small") % keys.len();
        black_box(read(at).await);
    }
    began.elapsed()
}

fn region(runtime: &Runtime, backend: Backend) -> Region<u64> {
    let config = CacheConfig {
        backend,
        url: format!("redis://{SERVER}").into(),
        namespace: Some(format!("purlin-bench-{}", std::process::id())),
        timeout: Duration::from_secs(5),
        ttl: Duration::from_mins(2),
        ..CacheConfig::default()
    };
    let cache = runtime.block_on(Cache::connect(&config)).expect("a cache");
    cache.region("products")
}

fn fill(runtime: &Runtime, products: &Region<u64>, keys: &[String]) {
    runtime.block_on(async {
        for key in keys {
            products.put(key, 7).await.expect("kept");
        }
    });
}

fn hit(criterion: &mut Criterion) {
    let (runtime, keys) = (runtime(), keys());
    let mut group = criterion.benchmark_group("hit in memory");
    for (name, bare) in [
        ("moka, one time to live", timed()),
        ("moka, one for each entry", expiring()),
    ] {
        for key in &keys {
            bare.insert(key.clone(), Arc::new(7));
        }
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| {
                let read = |at: usize| std::future::ready(bare.get(&keys[at]));
                runtime.block_on(reads(count, &keys, read))
            });
        });
    }
    let products = region(&runtime, Backend::Memory);
    fill(&runtime, &products, &keys);
    group.bench_function("purlin, get", |bencher| {
        bencher.iter_custom(|count| {
            runtime.block_on(reads(count, &keys, |at| products.get(&keys[at])))
        });
    });
    let load = async || Ok::<_, CacheError>(7);
    group.bench_function("purlin, get_or_load", |bencher| {
        bencher.iter_custom(|count| {
            let read = |at: usize| products.get_or_load(&keys[at], load);
            runtime.block_on(reads(count, &keys, read))
        });
    });
    group.finish();
}

fn redis_hit(criterion: &mut Criterion) {
    let (runtime, keys) = (runtime(), keys());
    let client = redis::Client::open(format!("redis://{SERVER}")).expect("an address");
    let Ok(bare) = runtime.block_on(client.get_multiplexed_async_connection()) else {
        return;
    };
    let mut group = criterion.benchmark_group("hit in Redis");
    let products = region(&runtime, Backend::Redis);
    fill(&runtime, &products, &keys);
    let name = format!("purlin-bench-bare-{}", std::process::id());
    runtime.block_on(async {
        let mut set = redis::cmd("SET");
        set.arg(&name).arg("7").arg("EX").arg(120);
        set.exec_async(&mut bare.clone()).await.expect("set");
    });
    group.bench_function("redis", |bencher| {
        bencher.iter_custom(|count| {
            let read = |_| {
                let (mut bare, name) = (bare.clone(), name.clone());
                async move {
                    let mut get = redis::cmd("GET");
                    get.arg(&name).query_async::<u64>(&mut bare).await
                }
            };
            runtime.block_on(reads(count, &keys, read))
        });
    });
    group.bench_function("purlin", |bencher| {
        bencher.iter_custom(|count| {
            runtime.block_on(reads(count, &keys, |at| products.get(&keys[at])))
        });
    });
    group.finish();
    runtime.block_on(products.clear()).expect("cleared");
}

/// 1,000 tasks miss the same key at once; one of them loads.
fn burst(criterion: &mut Criterion) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("1,000 misses at once");
    group.sample_size(10);
    let products = region(&runtime, Backend::Memory);
    let rounds = AtomicU32::new(0);
    group.bench_function("purlin", |bencher| {
        bencher.iter_custom(|count| {
            let mut took = Duration::ZERO;
            for _ in 0..count {
                let loads = Arc::new(AtomicU32::new(0));
                // A key that nobody has loaded.
                let key = rounds.fetch_add(1, Ordering::SeqCst).to_string();
                took += runtime.block_on(async {
                    let began = Instant::now();
                    let all: Vec<_> = (0..1_000)
                        .map(|_| {
                            let (products, key) = (products.clone(), key.clone());
                            let loads = Arc::clone(&loads);
                            tokio::spawn(async move {
                                let load = async || {
                                    tokio::time::sleep(Duration::from_millis(1)).await;
                                    loads.fetch_add(1, Ordering::SeqCst);
                                    Ok::<_, CacheError>(7)
                                };
                                products.get_or_load(key, load).await
                            })
                        })
                        .collect();
                    for one in all {
                        one.await.expect("no panic").expect("loaded");
                    }
                    began.elapsed()
                });
                assert_eq!(loads.load(Ordering::SeqCst), 1);
            }
            took
        });
    });
    group.finish();
}

criterion_group!(benches, hit, redis_hit, burst);
criterion_main!(benches);
