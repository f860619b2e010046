//! The shop as schemathesis meets it: everything that the contract allows, and what it forbids. Install it
//! with `pip install schemathesis`; where it is not on the `PATH`, the test says so and tests nothing.

use std::{path::Path, process::Stdio};

use purlin::{app::Lookup, http_server::HttpServer};
use storefront::Storefront;
use tokio::process::Command;

use crate::{curl::installed, engines::on_each};

/// Enough for a minute on each engine; the book says what more of them found.
const EXAMPLES: &str = "20";

#[tokio::test]
async fn nothing_that_the_contract_allows_or_forbids_is_answered_otherwise() {
    if !installed("schemathesis") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    on_each(async |place| {
        let shop = Storefront::builder()
            .config("http.address", "127.0.0.1:0")
            .config("database.url", &*place)
            .start()
            .await
            .unwrap();
        let address = shop.get::<HttpServer>().local_addr().unwrap();
        let (passed, told) = fuzz(folder.path(), &format!("http://{address}")).await;
        assert!(passed, "{told}");
        // It has asked for every operation.
        let tested = told.lines().find(|line| line.contains("Tested:"));
        assert!(tested.is_some(), "{told}");
        shop.stop().await.unwrap();
    })
    .await;
}

/// Whether it found nothing, and all that it said.
async fn fuzz(folder: &Path, url: &str) -> (bool, String) {
    let output = Command::new("schemathesis")
        .args(["run", &format!("{url}/openapi.json")])
        .args(["--max-examples", EXAMPLES, "--no-color"])
        .args(["--generation-deterministic", "--wait-for-schema", "20"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}
