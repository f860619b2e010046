//! The server as curl, nghttp and h2load meet it: clients that others have written. Where one of them is not
//! installed, its tests say so and test nothing.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{
    env,
    net::SocketAddr,
    process::{Output, Stdio},
    sync::Arc,
};

use axum::{Router, body::Bytes, routing::get};
use purlin_http_server::{HttpServer, axum, routes};
use tokio::{process::Command, sync::Notify, time::timeout};

use crate::support::{PATIENCE, config, serve};

/// Whether a program is installed; one that is not is named.
#[expect(clippy::print_stderr, reason = "who runs the tests should know")]
fn installed(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    if !found {
        eprintln!("skipped: there is no `{program}` here to ask the server with");
    }
    found
}

/// What curl was told and said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    /// The body.
    body: String,
    /// What `%{…}` of the arguments became.
    told: String,
    /// Heads and remarks, if it was asked for them with `-v`.
    remarks: String,
}

/// Where its own words begin.
const TOLD: &str = "\n--told--\n";

fn curl(arguments: &[&str], told: &str) -> Command {
    let mut curl = Command::new("curl");
    curl.args(["-q", "-sS", "--noproxy", "*", "--max-time", "20"])
        .args(["-w", &format!("{TOLD}{told}")])
        .args(arguments)
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    curl
}

fn said(output: Output) -> Said {
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (body, told) = text.split_once(TOLD).expect("its own words");
    Said {
        code: output.status.code(),
        body: body.to_owned(),
        told: told.to_owned(),
        remarks: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

async fn ask(arguments: &[&str], told: &str) -> Said {
    let output = timeout(PATIENCE, curl(arguments, told).output()).await;
    said(output.expect("in time").expect("curl runs"))
}

fn url(address: SocketAddr, path: &str) -> String {
    format!("http://{address}{path}")
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// Says how much it got.
struct SizeApi;

#[routes(crate = purlin_http_server)]
impl SizeApi {
    #[post("/size")]
    fn size(&self, body: Bytes) -> String {
        body.len().to_string()
    }

    #[post("/small", body_limit = "1KiB")]
    fn small(&self, body: Bytes) -> String {
        self.size(body)
    }
}

async fn measure() -> (HttpServer, SocketAddr) {
    let server = HttpServer::new(config()).serve(Arc::new(SizeApi));
    let address = server.start().await.expect("starts");
    (server, address)
}

#[tokio::test]
async fn both_versions_are_spoken_and_a_connection_is_kept() {
    if !installed("curl") {
        return;
    }
    let (server, address) = serve(config(), hello()).await;
    let url = url(address, "/");
    for (version, expected) in [
        ("--http1.1", "1.1 200"),
        ("--http2-prior-knowledge", "2 200"),
    ] {
        let said = ask(&[version, &url], "%{http_version} %{http_code}").await;
        assert_eq!(
            (said.body.as_str(), said.told.as_str()),
            ("hello", expected)
        );
        // The second one needs no connection of its own.
        let arguments = [version, "-o", "/dev/null", "-o", "/dev/null", &url, &url];
        let output = curl(&arguments, "%{num_connects}").output().await;
        let text = String::from_utf8(output.expect("curl runs").stdout).expect("UTF-8");
        let connects: Vec<&str> = text.split(TOLD).skip(1).collect();
        assert_eq!(connects, ["1", "0"], "{version}");
    }
    let head = ask(&["-I", &url], "%{http_code} %{size_download}").await;
    assert_eq!(head.told, "200 0");
    assert!(server.stop().await.is_clean());
}

#[cfg(unix)]
#[tokio::test]
async fn a_unix_socket_is_asked() {
    if !installed("curl") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("http.sock");
    let mut config = config();
    config.unix_socket = Some(path.clone());
    let (_server, _) = serve(config, hello()).await;
    let path = path.to_str().expect("UTF-8");
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let said = ask(
            &[version, "--unix-socket", path, "http://localhost/"],
            "%{http_code}",
        )
        .await;
        assert_eq!((said.code, said.told.as_str()), (Some(0), "200"));
        assert_eq!(said.body, "hello");
    }
}

#[tokio::test]
async fn a_client_that_expects_it_is_told_to_go_on_and_no_sooner() {
    if !installed("curl") {
        return;
    }
    let (_server, address) = measure().await;
    let url = url(address, "/small");
    let expect = [
        "-v",
        "-H",
        "expect: 100-continue",
        "--expect100-timeout",
        "15",
    ];
    let fitting = "x".repeat(1024);
    let told = "%{http_code} %{size_upload}";
    let said = ask(&[&expect[..], &["-d", &fitting, &url]].concat(), told).await;
    assert_eq!(
        (said.body.as_str(), said.told.as_str()),
        ("1024", "200 1024")
    );
    assert!(said.remarks.contains("< HTTP/1.1 100 Continue"), "{said:?}");

    // One that is too large is refused before a byte of it is on its way: by the limit of the route, and
    // by that of the server.
    let (_folder, file) = large();
    let upload = format!("@{file}");
    for (path, body) in [("/small", "x".repeat(1025)), ("/size", upload)] {
        let url = self::url(address, path);
        let arguments = [&expect[..], &["--data-binary", &body, &url]].concat();
        let said = ask(&arguments, told).await;
        assert_eq!(said.told, "413 0", "{said:?}");
        assert!(!said.remarks.contains("100 Continue"), "{said:?}");
        assert!(said.body.contains("\"status\":413"), "{said:?}");
    }
}

/// A file that is larger than what the server reads.
fn large() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large");
    std::fs::write(&file, vec![b'x'; 3 * 1024 * 1024]).expect("written");
    let path = file.to_str().expect("UTF-8").to_owned();
    (folder, path)
}

#[tokio::test]
async fn an_upload_that_is_too_large_gets_its_answer_whether_it_says_so_or_not() {
    if !installed("curl") {
        return;
    }
    let (_server, address) = measure().await;
    let (_folder, file) = large();
    let upload = format!("@{file}");
    let url = url(address, "/size");
    let sent = ["-H", "expect:", "--data-binary", &upload, &url];
    for length in [&[][..], &["-H", "transfer-encoding: chunked"]] {
        let said = ask(&[length, &sent[..]].concat(), "%{http_code}").await;
        assert_eq!(said.told, "413", "{length:?}: {said:?}");
        assert!(said.body.contains("\"status\":413"), "{said:?}");
    }
}

// Not curl: 7.88 forgets an answer whose stream is reset without an error behind it.
#[tokio::test]
async fn an_upload_that_is_too_large_gets_its_answer_over_http_2() {
    if !installed("nghttp") {
        return;
    }
    let (_server, address) = measure().await;
    let (_folder, file) = large();
    let mut nghttp = Command::new("nghttp");
    nghttp.args(["-v", "-d", &file, &url(address, "/size")]);
    let output = timeout(PATIENCE, nghttp.kill_on_drop(true).output()).await;
    let output = output.expect("in time").expect("nghttp runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let after = text.split_once(":status: 413").map(|(_, after)| after);
    let after = after.unwrap_or_else(|| panic!("{text}"));
    assert!(after.contains("\"status\":413"), "{text}");
    // Who has not sent all of it yet is told that no more is wanted, and that nothing is wrong with that.
    if let Some((_, reset)) = after.split_once("recv RST_STREAM") {
        assert!(reset.contains("error_code=NO_ERROR"), "{text}");
    }
}

#[tokio::test]
async fn an_answer_that_has_begun_is_read_to_its_end_while_the_server_stops() {
    if !installed("curl") {
        return;
    }
    let (begun, open) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inside, until) = (Arc::clone(&begun), Arc::clone(&open));
    let slow = async move || {
        inside.notify_one();
        until.notified().await;
        "done"
    };
    let (server, address) = serve(config(), Router::new().route("/slow", get(slow))).await;
    let url = url(address, "/slow");
    let asking = curl(&["-v", &url], "%{http_code}").spawn();
    let asking = asking.expect("curl runs");
    timeout(PATIENCE, begun.notified())
        .await
        .expect("a request");
    let stop = tokio::spawn(async move { server.stop().await.is_clean() });
    // Once nobody gets in any more, the one who is inside gets its answer.
    timeout(PATIENCE, async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the door is closed");
    open.notify_one();
    let output = timeout(PATIENCE, asking.wait_with_output()).await;
    let said = said(output.expect("in time").expect("curl ends"));
    assert_eq!((said.body.as_str(), said.told.as_str()), ("done", "200"));
    assert!(said.remarks.contains("< connection: close"), "{said:?}");
    assert!(stop.await.expect("no panic"));
}

#[tokio::test]
async fn answers_are_compressed_for_a_client_that_asks() {
    if !installed("curl") {
        return;
    }
    let text = "beam ".repeat(2_000);
    let sent = text.clone();
    let router = Router::new().route("/", get(async move || sent.clone()));
    let mut config = config();
    config.compression = true;
    let (_server, address) = serve(config, router).await;
    let url = url(address, "/");
    let said = ask(&["--compressed", &url], "%{size_download}").await;
    assert_eq!(said.body, text);
    let size: usize = said.told.parse().expect("a number");
    assert!(size < text.len() / 2, "{size}");
    assert_eq!(ask(&[&url], "%{size_download}").await.told, "10000");
}

#[cfg(feature = "files")]
#[tokio::test]
async fn files_are_resumed_and_not_sent_twice() {
    use purlin_http_server::Files;
    if !installed("curl") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("digits.txt"), "0123456789").expect("written");
    let files = Files::in_directory("/files", folder.path());
    let server = HttpServer::new(config()).serve(Arc::new(files));
    let address = server.start().await.expect("starts");
    let url = url(address, "/files/digits.txt");

    let part = ask(&["-r", "2-4", &url], "%{http_code}").await;
    assert_eq!((part.body.as_str(), part.told.as_str()), ("234", "206"));
    let beyond = ask(&["-r", "10-", &url], "%{http_code}").await;
    assert_eq!(beyond.told, "416");
    // A download that broke off goes on where it was.
    let kept = tempfile::tempdir().expect("a folder");
    let got = kept.path().join("digits.txt");
    std::fs::write(&got, "0123").expect("written");
    let resumed = ask(
        &["-C", "-", "-o", got.to_str().expect("UTF-8"), &url],
        "%{http_code} %{size_download}",
    )
    .await;
    assert_eq!(resumed.told, "206 6");
    assert_eq!(std::fs::read_to_string(&got).expect("read"), "0123456789");

    let tag = kept.path().join("etag");
    let tag = tag.to_str().expect("UTF-8");
    let first = ask(&["--etag-save", tag, &url], "%{http_code}").await;
    assert_eq!(first.told, "200");
    let again = ask(
        &["--etag-compare", tag, &url],
        "%{http_code} %{size_download}",
    )
    .await;
    assert_eq!(again.told, "304 0");
}

#[cfg(feature = "tls")]
mod tls {
    use std::path::PathBuf;

    use super::{ask, config, hello, installed, load, serve};

    fn file(name: &str) -> String {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/certificates");
        folder.join(name).display().to_string()
    }

    #[tokio::test]
    async fn a_certificate_is_believed_with_its_authority_only() {
        if !installed("curl") {
            return;
        }
        let mut config = config();
        config.tls_certificate = Some(file("first.pem").into());
        config.tls_key = Some(file("first.key").into());
        let (_server, address) = serve(config, hello()).await;
        let url = format!("https://localhost:{}/", address.port());
        let place = format!("localhost:{}:127.0.0.1", address.port());
        let (ca, place) = (file("ca.pem"), ["--resolve", &place]);
        let told = "%{http_version} %{http_code}";
        let known = [&place[..], &["--cacert", &ca, &url]].concat();
        let said = ask(&known, told).await;
        assert_eq!((said.body.as_str(), said.told.as_str()), ("hello", "2 200"));
        let said = ask(&[&["--http1.1"], &known[..]].concat(), told).await;
        assert_eq!(said.told, "1.1 200");
        // 60: the certificate cannot be checked.
        let said = ask(&[&place[..], &[&url]].concat(), told).await;
        assert_eq!((said.code, said.told.as_str()), (Some(60), "0 000"));
        // 35: there is nothing that both speak.
        let old = ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"];
        let said = ask(&[&old[..], &known[..]].concat(), told).await;
        assert_eq!(said.code, Some(35), "{said:?}");
        // Who speaks without TLS gets no answer.
        let plain = format!("http://{address}/");
        let said = ask(&[&plain], told).await;
        assert_eq!(said.told, "0 000", "{said:?}");
    }

    #[tokio::test]
    async fn a_client_shows_its_certificate() {
        if !installed("curl") {
            return;
        }
        let mut config = config();
        config.tls_certificate = Some(file("first.pem").into());
        config.tls_key = Some(file("first.key").into());
        config.tls_client_ca = Some(file("ca.pem").into());
        let (_server, address) = serve(config, hello()).await;
        let url = format!("https://localhost:{}/", address.port());
        let place = format!("localhost:{}:127.0.0.1", address.port());
        let (ca, certificate, key) = (file("ca.pem"), file("client.pem"), file("client.key"));
        let asked = ["--resolve", &place, "--cacert", &ca, &url];
        let own = ["--cert", &certificate, "--key", &key];
        let said = ask(&[&own[..], &asked[..]].concat(), "%{http_code}").await;
        assert_eq!((said.body.as_str(), said.told.as_str()), ("hello", "200"));
        let stranger = ask(&asked, "%{http_code}").await;
        assert_eq!(stranger.told, "000", "{stranger:?}");
        assert_ne!(stranger.code, Some(0));
    }

    #[tokio::test]
    async fn many_requests_at_once_get_their_answers_over_tls() {
        if !installed("h2load") {
            return;
        }
        let mut config = config();
        config.tls_certificate = Some(file("first.pem").into());
        config.tls_key = Some(file("first.key").into());
        let (server, address) = serve(config, hello()).await;
        let url = format!("https://{address}/");
        load(&["-n", "1000", "-c", "8", "-m", "8", &url], 1000).await;
        assert!(server.stop().await.is_clean());
    }
}

/// Lets h2load ask so often; every request must get its answer.
async fn load(arguments: &[&str], requests: u32) {
    let mut h2load = Command::new("h2load");
    h2load.args(arguments).kill_on_drop(true);
    let output = timeout(PATIENCE, h2load.output()).await;
    let output = output.expect("in time").expect("h2load runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let fine = format!(
        "requests: {requests} total, {requests} started, {requests} done, {requests} succeeded, \
         0 failed, 0 errored, 0 timeout"
    );
    assert!(text.contains(&fine), "{text}");
    let statuses = format!("status codes: {requests} 2xx, 0 3xx, 0 4xx, 0 5xx");
    assert!(text.contains(&statuses), "{text}");
}

#[tokio::test]
async fn many_requests_at_once_get_their_answers() {
    if !installed("h2load") {
        return;
    }
    let (server, address) = serve(config(), hello()).await;
    let url = url(address, "/");
    load(&["-n", "2000", "-c", "8", "-m", "16", &url], 2000).await;
    load(&["--h1", "-n", "2000", "-c", "8", &url], 2000).await;
    assert!(server.stop().await.is_clean());
}
