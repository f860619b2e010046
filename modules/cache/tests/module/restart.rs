//! A Redis of the test's own, which is stopped, started again and slowed down while it is used.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

use std::{
    io::ErrorKind,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use purlin_cache::{Backend, Cache, CacheConfig, WhenAway};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{ShopError, impatient, until};

/// A server with nothing in it, and nothing of it on disk.
struct Server {
    port: u16,
    process: Child,
}

impl Server {
    /// None where the program is not installed, unless it is required.
    async fn new() -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let process = match run(port) {
            Ok(process) => process,
            Err(error) => {
                let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
                assert!(!required && error.kind() == ErrorKind::NotFound, "{error}");
                eprintln!("NOT RUN with a Redis of its own: {error}");
                return None;
            }
        };
        let server = Self { port, process };
        server.listens().await;
        Some(server)
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    async fn listens(&self) {
        let connects = async || TcpStream::connect(self.address()).await.is_ok();
        until("the server listens", connects).await;
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    async fn start(&mut self) {
        self.process = run(self.port).unwrap();
        self.listens().await;
    }

    /// It answers nobody for so long.
    async fn sleep(&self, seconds: f64) {
        let client = redis::Client::open(format!("redis://{}", self.address())).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut sleep = redis::cmd("DEBUG");
        sleep.arg("SLEEP").arg(seconds);
        tokio::spawn(async move { sleep.exec_async(&mut connection).await });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(port: u16) -> std::io::Result<Child> {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no"])
        .args(["--enable-debug-command", "local"])
        .stdout(Stdio::null())
        .spawn()
}

/// Those who read while it goes and comes: each has what was true when it asked, or later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_while_it_is_used_fails_nobody_and_brings_nothing_old_back() {
    for backend in [Backend::Redis, Backend::Tiered] {
        let Some(mut server) = Server::new().await else {
            return;
        };
        let config = impatient(backend, WhenAway::Bypass, &server.address());
        let cache = Cache::connect(&config).await.unwrap();
        let numbers = cache.region::<u64>("numbers");
        // What the data behind the cache says.
        let truth = Arc::new(AtomicU64::new(0));
        let over = Arc::new(AtomicBool::new(false));
        let readers: Vec<_> = (0..8)
            .map(|_| {
                let (numbers, truth, over) = (numbers.clone(), truth.clone(), over.clone());
                tokio::spawn(async move {
                    let mut reads = 0_u32;
                    while !over.load(Ordering::SeqCst) {
                        let least = truth.load(Ordering::SeqCst);
                        let load = async || Ok::<_, ShopError>(truth.load(Ordering::SeqCst));
                        // Whoever waits for somebody else's load is given what that began with.
                        let found = *numbers.get_or_load("a", load).await.unwrap();
                        assert!(found + 1 >= least, "{found} after {least}");
                        reads += 1;
                        tokio::task::yield_now().await;
                    }
                    reads
                })
            })
            .collect();
        for _ in 0..3 {
            for _ in 0..20 {
                truth.fetch_add(1, Ordering::SeqCst);
                numbers.remove("a").await.unwrap();
            }
            server.stop();
            let gone = async || {
                truth.fetch_add(1, Ordering::SeqCst);
                numbers.remove("a").await.unwrap();
                !cache.is_answered()
            };
            until("it is left alone", gone).await;
            server.start().await;
            until("it is used again", async || cache.is_answered()).await;
        }
        over.store(true, Ordering::SeqCst);
        for reader in readers {
            assert!(reader.await.unwrap() > 0);
        }
        let kept = async || {
            let load = async || Ok::<_, ShopError>(7);
            numbers.get_or_load("b", load).await.unwrap();
            numbers.get("b").await.unwrap().as_deref() == Some(&7)
        };
        until("it keeps again", kept).await;
        assert_eq!(cache.stats().pending, 0);
        cache.close().await;
    }
}

#[tokio::test]
async fn a_server_that_is_slow_is_waited_for_no_longer_than_the_settings_say() {
    let Some(server) = Server::new().await else {
        return;
    };
    let config = CacheConfig {
        timeout: Duration::from_millis(50),
        ..impatient(Backend::Redis, WhenAway::Stale, &server.address())
    };
    let cache = Cache::connect(&config).await.unwrap();
    let numbers = cache.region::<u32>("numbers");
    numbers.put("a", 1).await.unwrap();
    server.sleep(1.0).await;
    // Nobody fails: what is known is given, and what is not is loaded.
    let alone = async || {
        assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
        let load = async || Ok::<_, ShopError>(2);
        assert_eq!(*numbers.get_or_load("b", load).await.unwrap(), 2);
        !cache.is_answered()
    };
    until("it is left alone", alone).await;
    assert!(cache.stats().away > 0);
    until("it is used again", async || cache.is_answered()).await;
    assert_eq!(numbers.get("a").await.unwrap().as_deref(), Some(&1));
    cache.close().await;
}
