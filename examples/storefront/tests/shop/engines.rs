//! A database of each engine for each test: the shop is the same on all three, by configuration
//! alone.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use purlin::database::testing::TestDatabase;

/// Runs a check with the address of a new database file, and with that of a new database on each
/// server, which is removed after it. Nothing else differs. Where there is no server it says so;
/// with `PURLIN_REQUIRE_SERVICES=1` it fails.
#[expect(clippy::print_stderr, reason = "tells what does not run")]
pub(crate) async fn on_each(check: impl AsyncFn(String)) {
    let folder = tempfile::tempdir().unwrap();
    check(format!("sqlite://{}/shop.sqlite", folder.path().display())).await;
    for (variable, usual) in [
        (
            "PURLIN_TEST_POSTGRES",
            "postgres://postgres@127.0.0.1:5432/postgres",
        ),
        ("PURLIN_TEST_MYSQL", "mysql://root@127.0.0.1:3306/mysql"),
    ] {
        let server = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
        let own = match TestDatabase::create(&server).await {
            Ok(own) => own,
            Err(error) => {
                let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
                assert!(!required, "{variable}: {error:?}");
                eprintln!("NOT RUN for {variable}: {error}");
                continue;
            }
        };
        let outcome = AssertUnwindSafe(check(own.url().to_owned()))
            .catch_unwind()
            .await;
        own.remove().await.unwrap();
        if let Err(panic) = outcome {
            eprintln!("this failed for {variable}");
            std::panic::resume_unwind(panic);
        }
    }
}
