//! The API as its clients see it. Nothing here needs the network.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{net::SocketAddr, path::Path};

use purlin::{
    app::{Lookup, Running},
    http_server::HttpServer,
};
use serde_json::{Value, json};
use template_api::TemplateApi;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Starts it on a free port, with its database in `folder`.
async fn start(folder: &Path) -> (Running<TemplateApi>, SocketAddr) {
    let app = TemplateApi::builder()
        .config("http.address", "127.0.0.1:0")
        .config(
            "database.url",
            format!("sqlite://{}/test.sqlite", folder.display()),
        )
        .config("notes.max_length", 20)
        .start()
        .await
        .unwrap();
    let address = app.get::<HttpServer>().local_addr().unwrap();
    (app, address)
}

/// Asks once; gives status and body.
async fn ask(address: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_note_is_kept_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, address) = start(folder.path()).await;
    let note = json!({ "id": 1, "text": "buy nails" });
    let created = ask(address, "POST", "/notes", &json!({ "text": "buy nails" })).await;
    assert_eq!(created, (201, note.clone()));
    assert_eq!(
        ask(address, "GET", "/notes/1", &Value::Null).await,
        (200, note.clone())
    );
    assert_eq!(
        ask(address, "GET", "/notes", &Value::Null).await,
        (200, json!([note]))
    );
    app.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (app, address) = start(folder.path()).await;
    for text in ["", "a text of more than twenty characters"] {
        let refused = ask(address, "POST", "/notes", &json!({ "text": text })).await;
        assert_eq!(refused.0, 422);
    }
    assert_eq!(ask(address, "GET", "/notes/7", &Value::Null).await.0, 404);
    app.stop().await.unwrap();
}

#[tokio::test]
async fn notes_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (app, address) = start(folder.path()).await;
    ask(address, "POST", "/notes", &json!({ "text": "stay" })).await;
    app.stop().await.unwrap();
    let (app, address) = start(folder.path()).await;
    let found = ask(address, "GET", "/notes/1", &Value::Null).await;
    assert_eq!(found.1["text"], "stay");
    app.stop().await.unwrap();
}

#[tokio::test]
async fn it_says_that_it_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let (app, address) = start(folder.path()).await;
    let ready = ask(address, "GET", "/health/ready", &Value::Null).await;
    assert_eq!(ready.0, 200);
    app.stop().await.unwrap();
}
