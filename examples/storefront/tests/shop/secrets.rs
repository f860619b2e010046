//! The password of the database is in the configuration, and nowhere else.

use std::process::Command;

use crate::engines::on_each;

const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["openapi"],
    &["graph", "--format", "json"],
    &["config", "show"],
    &["config", "show", "--format", "json"],
    &["config", "explain", "database.url"],
    &["migrate", "status"],
    &["migrate", "plan"],
    &["migrate", "up"],
    &["migrate", "down", "orders", "9"],
    &["migrate", "resolve", "orders", "0001_orders", "applied"],
];

/// Runs a command of the shop; its exit code and all that it says.
fn tell(url: &str, words: &[&str]) -> (Option<i32>, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .args(["--set", &format!("database.url={url}")])
        .args(["--set", "database.migrate_on_start=false"])
        .args(["--set", "database.acquire_timeout=2s"])
        .args(words)
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    let mut told = String::from_utf8_lossy(&done.stdout).into_owned();
    told.push_str(&String::from_utf8_lossy(&done.stderr));
    (done.status.code(), told)
}

#[tokio::test]
async fn no_command_shows_the_password_of_the_database() {
    on_each(async |url| {
        let (scheme, rest) = url.split_once("://").unwrap();
        let Some((user, host)) = rest.split_once('@') else {
            return;
        };
        // PostgreSQL trusts whoever comes from here; MariaDB refuses a wrong password. Nobody
        // listens at the second address.
        let there = format!("{scheme}://{user}:canary@{host}");
        let (_, name) = host.split_once('/').unwrap();
        let nowhere = format!("{scheme}://{user}:canary@127.0.0.1:1/{name}");
        for words in COMMANDS {
            let (_, told) = tell(&there, words);
            assert!(!told.contains("canary"), "{words:?}: {told}");
        }
        for words in [&["migrate", "status"][..], &["run"]] {
            let (code, told) = tell(&nowhere, words);
            assert_ne!(code, Some(0), "{words:?}: {told}");
            assert!(!told.contains("canary"), "{words:?}: {told}");
        }
        if scheme == "postgres" {
            let (code, told) = tell(&there, &["migrate", "status"]);
            assert_eq!(code, Some(0), "{told}");
        }
    })
    .await;
}
