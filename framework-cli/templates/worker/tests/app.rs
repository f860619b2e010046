//! The worker as its users see it. Nothing here needs the network.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{net::SocketAddr, time::Duration};

use purlin::{
    app::{Lookup, Running},
    http_server::HttpServer,
};
use template_worker::{TemplateWorker, mail::MailQueue};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Starts it on a free port.
async fn start() -> (Running<TemplateWorker>, SocketAddr) {
    let app = TemplateWorker::builder()
        .config("http.address", "127.0.0.1:0")
        .config("mail.capacity", 3)
        .start()
        .await
        .unwrap();
    let address = app.get::<HttpServer>().local_addr().unwrap();
    (app, address)
}

async fn status(address: SocketAddr, method: &str, path: &str) -> u16 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_letter_is_taken_and_sent() {
    let (app, address) = start().await;
    assert_eq!(
        status(address, "POST", "/letters/ada@example.org").await,
        202
    );
    let queue = app.get::<MailQueue>();
    let sent = async {
        while queue.free() < 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sent)
        .await
        .unwrap();
    app.stop().await.unwrap();
}

#[tokio::test]
async fn it_says_that_it_is_ready() {
    let (app, address) = start().await;
    assert_eq!(status(address, "GET", "/health/ready").await, 200);
    app.stop().await.unwrap();
}
