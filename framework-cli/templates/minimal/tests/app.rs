//! The application as its users see it. Nothing here needs the network.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::net::SocketAddr;

use purlin::{
    app::{Lookup, Running},
    http_server::HttpServer,
};
use template_minimal::{TemplateMinimal, greeting::Greeter};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Starts it on a free port.
async fn start() -> (Running<TemplateMinimal>, SocketAddr) {
    let app = TemplateMinimal::builder()
        .config("http.address", "127.0.0.1:0")
        .config("greeting.name", "Ada")
        .start()
        .await
        .unwrap();
    let address = app.get::<HttpServer>().local_addr().unwrap();
    (app, address)
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_greets() {
    let (app, address) = start().await;
    assert!(get(address, "/").await.ends_with("Hello, Ada!\n"));
    assert_eq!(app.get::<Greeter>().greeting(), "Hello, Ada!\n");
    app.stop().await.unwrap();
}

#[tokio::test]
async fn it_says_that_it_is_ready() {
    let (app, address) = start().await;
    assert!(
        get(address, "/health/ready")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_configuration_does_not_start() {
    let refused = TemplateMinimal::builder()
        .config("greeting.name", "")
        .check();
    let report = refused.unwrap_err().render();
    assert!(report.contains("greeting.name"), "{report}");
}
