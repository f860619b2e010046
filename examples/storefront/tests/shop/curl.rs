//! The shop as curl and h2load meet it: clients that others have written. Where one of them is not
//! installed, its test says so and tests nothing.

use std::{env, net::SocketAddr};

use purlin::{
    app::{Lookup, Running},
    http_server::HttpServer,
};
use serde_json::{Value, json};
use storefront::Storefront;
use tokio::process::Command;

/// Whether a program is installed; one that is not is named.
#[expect(clippy::print_stderr, reason = "who runs the tests should know")]
pub(crate) fn installed(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    if !found {
        eprintln!("skipped: there is no `{program}` here to ask the shop with");
    }
    found
}

async fn open() -> (Running<Storefront>, SocketAddr) {
    let shop = Storefront::builder()
        .config("http.address", "127.0.0.1:0")
        .config("database.url", "sqlite::memory:")
        .start()
        .await
        .unwrap();
    let address = shop.get::<HttpServer>().local_addr().unwrap();
    (shop, address)
}

/// The head and the body of the last answer that curl got.
async fn curl(arguments: &[&str]) -> (String, Value) {
    let mut curl = Command::new("curl");
    curl.args([
        "-q",
        "-sS",
        "-g",
        "--noproxy",
        "*",
        "--max-time",
        "20",
        "-i",
    ]);
    let output = curl.args(arguments).kill_on_drop(true).output().await;
    let output = output.unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout)
        .unwrap()
        .replace("\r\n", "\n");
    // What an interim answer says is not the last.
    let text = text.trim_start_matches("HTTP/1.1 100 Continue\n\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    (head.to_owned(), body)
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value).unwrap_or_default()
}

#[tokio::test]
async fn an_order_is_placed_read_and_paid_with_curl() {
    if !installed("curl") {
        return;
    }
    let (shop, address) = open().await;
    let url = |path: &str| format!("http://{address}{path}");
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let order = json!({
            "email": "ada@example.org",
            "lines": [{ "product": "ridge-tile", "quantity": 40 }],
        });
        let json = ["-H", "content-type: application/json", "-d"];
        let (head, placed) = curl(
            &[
                &[version],
                &json[..],
                &[&order.to_string(), &url("/orders")],
            ]
            .concat(),
        )
        .await;
        assert!(head.contains(" 201"), "{head}");
        assert_eq!(placed["total_cents"], 31_600);
        let path = url(header(&head, "location"));

        let (head, read) = curl(&[version, &path]).await;
        assert_eq!(read, placed);
        let known = format!("if-none-match: {}", header(&head, "etag"));
        let (head, _) = curl(&[version, "-H", &known, &path]).await;
        assert!(head.contains(" 304"), "{head}");
        let (_, paid) = curl(&[version, "-X", "POST", &format!("{path}/pay")]).await;
        assert_eq!(paid["status"], "paid");
        let (head, _) = curl(&[version, "-H", &known, &path]).await;
        assert!(head.contains(" 200"), "{head}");

        let (_, page) = curl(&[version, &url("/orders?filter[status]=paid&fields=status")]).await;
        assert_eq!(page["items"][0], json!({ "status": "paid" }));
        let (head, contract) = curl(&[version, "--compressed", &url("/openapi.json")]).await;
        assert_eq!(header(&head, "content-type"), "application/json");
        assert!(contract["paths"]["/orders"]["post"].is_object());
    }
    shop.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_told_to_curl_as_a_problem() {
    if !installed("curl") {
        return;
    }
    let (shop, address) = open().await;
    let url = format!("http://{address}/orders");
    let large = json!({ "email": "x".repeat(3_000_000), "lines": [] }).to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.json");
    std::fs::write(&file, large).unwrap();
    let file = format!("@{}", file.display());
    let json = "content-type: application/json";
    let cases: [(&[&str], u16); 5] = [
        (&["-H", json, "-d", &file, &url], 413),
        (&["-H", json, "-d", "{", &url], 400),
        (
            &["-H", json, "-d", r#"{"email": "ada", "lines": []}"#, &url],
            422,
        ),
        (&["-d", "a=b", &url], 415),
        (&["-X", "DELETE", &url], 405),
    ];
    for (arguments, status) in cases {
        let (head, problem) = curl(arguments).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        assert_eq!(header(&head, "content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
    }
    shop.stop().await.unwrap();
}

#[tokio::test]
async fn many_visitors_at_once_are_served() {
    if !installed("h2load") {
        return;
    }
    let (shop, address) = open().await;
    for version in [&["--h1"][..], &["-m", "8"]] {
        let mut h2load = Command::new("h2load");
        h2load.args(["-n", "400", "-c", "8"]).args(version);
        h2load.arg(format!("http://{address}/products"));
        let output = h2load.kill_on_drop(true).output().await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            text.contains("400 succeeded, 0 failed, 0 errored, 0 timeout"),
            "{text}"
        );
    }
    shop.stop().await.unwrap();
}
