//! The real program: it serves, and ends with 0 when it is told to stop.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![cfg(unix)]

mod support;

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Stdio,
    time::Duration,
};

use support::{get, post};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);
const ORDER: &str =
    r#"{"email": "ada@example.org", "lines": [{"product": "ridge-tile", "quantity": 1}]}"#;

/// An address that was free a moment ago.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

async fn start(folder: &Path) -> (Child, SocketAddr) {
    let address = free();
    let mut shop = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .current_dir(folder)
        .env("STOREFRONT__HTTP__ADDRESS", address.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let ready = async {
        while TcpStream::connect(address).await.is_err() {
            assert_eq!(
                shop.try_wait().unwrap(),
                None,
                "the shop ended before it served"
            );
            tokio::task::yield_now().await;
        }
        while get(address, "/health/ready").await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, ready).await.unwrap();
    (shop, address)
}

async fn terminate(mut shop: Child) -> Option<i32> {
    let id = shop.id().unwrap().to_string();
    let told = Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .unwrap();
    assert!(told.success());
    timeout(PATIENCE, shop.wait())
        .await
        .unwrap()
        .unwrap()
        .code()
}

#[tokio::test]
async fn a_told_stop_ends_with_0_and_the_next_start_finds_the_orders() {
    let folder = tempfile::tempdir().unwrap();
    let (shop, address) = start(folder.path()).await;
    let placed = post(address, "/orders", ORDER).await;
    assert_eq!(placed.status, 201);
    assert_eq!(terminate(shop).await, Some(0));
    assert!(folder.path().join("data.sqlite").is_file());
    assert!(!folder.path().join("data.sqlite-wal").exists());

    let (shop, address) = start(folder.path()).await;
    assert_eq!(
        get(address, placed.header("location")).await.body,
        placed.body
    );
    assert_eq!(terminate(shop).await, Some(0));
}
