//! Nothing but hits in memory: for `valgrind --tool=callgrind` and `perf stat`, which see what is the
//! same on a busy machine.
//!
//! `cargo run --release -p purlin-bench-cache --example hits -- moka|expiring|get|load TIMES`

#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::{
    error::Error,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use purlin_bench_cache::{KEYS, expiring, keys, timed};
use purlin_cache::{Cache, CacheConfig, CacheError};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, times] = words.as_slice() else {
        return Err("what, and how many times".into());
    };
    let times: usize = times.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let took = runtime.block_on(hits(what, times))?;
    println!(
        "{:.1} ns",
        took.as_secs_f64() * 1e9 / f64::from(u32::try_from(times)?)
    );
    Ok(())
}

async fn hits(what: &str, times: usize) -> Result<Duration, Box<dyn Error>> {
    let keys = keys();
    let bare = if what == "expiring" {
        expiring()
    } else {
        timed()
    };
    for key in &keys {
        bare.insert(key.clone(), Arc::new(7));
    }
    let cache = Cache::connect(&CacheConfig::default()).await?;
    let products = cache.region::<u64>("products");
    for key in &keys {
        products.put(key, 7).await?;
    }
    let at = |number: usize| keys.get(number % KEYS).map_or("", String::as_str);
    let load = async || Ok::<_, CacheError>(7);
    let began = Instant::now();
    for number in 0..times {
        match what {
            "get" => drop(black_box(products.get(at(number)).await?)),
            "load" => drop(black_box(products.get_or_load(at(number), load).await?)),
            _ => drop(black_box(bare.get(at(number)))),
        }
    }
    Ok(began.elapsed())
}
