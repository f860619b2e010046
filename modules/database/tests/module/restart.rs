//! A server that is restarted in the middle of the work, truly.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(clippy::print_stderr, reason = "tells what does not run")]

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use purlin_database::{Database, DatabaseConfig};

use crate::{
    fault::{TRANSACTIONS, WORKERS, WRITES, write_once},
    support::{mariadb, notes, own::Restarts, postgres, with_notes},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_lost_or_doubled_while_postgres_is_restarted() {
    check(postgres::OwnServer::start()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_lost_or_doubled_while_mariadb_is_restarted() {
    check(mariadb::OwnServer::start()).await;
}

async fn check(server: Result<impl Restarts, String>) {
    let server = match server {
        Ok(server) => Arc::new(server),
        Err(why) => {
            eprintln!(
                "NOT RUN: {why}. Sessions that are ended and connections that are cut stand in for \
                 it in `no_write_is_lost_or_doubled_while_connections_are_cut`."
            );
            return;
        }
    };
    let first = server.process();
    let config = DatabaseConfig {
        url: server.url().parse().unwrap(),
        acquire_timeout: Duration::from_secs(10),
        ..DatabaseConfig::default()
    };
    let database = with_notes(&config).await;
    let done = Arc::new(AtomicU32::new(0));
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            let (database, done) = (database.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                for number in 0..TRANSACTIONS {
                    write_once(&database, &format!("{worker}.{number}")).await;
                    done.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    // As a crash, and as an administrator does it.
    for (third, crash) in [(1, true), (2, false)] {
        while done.load(Ordering::SeqCst) < WORKERS * TRANSACTIONS * third / 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let server = Arc::clone(&server);
        let restart = tokio::task::spawn_blocking(move || server.restart(crash));
        restart.await.unwrap();
    }
    for worker in workers {
        worker.await.unwrap();
    }
    let after = Database::connect(&config).await.unwrap();
    assert_ne!(server.process(), first);
    assert!(database.metrics().failed > 0, "nobody was in the middle");
    let mut counts = BTreeMap::new();
    for text in notes(&after).await {
        *counts.entry(text).or_insert(0_u32) += 1;
    }
    let expected = usize::try_from(WORKERS * TRANSACTIONS * WRITES).unwrap();
    assert_eq!((expected, counts.len()), (10_000, 10_000), "some were lost");
    let doubled: Vec<_> = counts.iter().filter(|(_, count)| **count != 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
    let metrics = database.metrics();
    assert_eq!(
        metrics.begun,
        metrics.committed + metrics.rolled_back + metrics.unknown
    );
    database.close().await.unwrap();
    after.close().await.unwrap();
}
