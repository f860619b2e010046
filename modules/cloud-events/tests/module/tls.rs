//! Over HTTP with TLS.

use std::{path::PathBuf, sync::Arc};

use purlin::error::Category;
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::Value;
use tokio_rustls::TlsAcceptor;

use crate::{
    Shop, place, stop,
    support::{Answer, Receiver, Stream, delivers},
};

/// Certificates for `localhost`.
fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../http-server/tests/certificates")
        .join(name)
}

async fn receiver() -> Receiver {
    let certificate = CertificateDer::from_pem_file(file("first.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("first.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let wrap = Box::new(move |stream| {
        let acceptor = acceptor.clone();
        let shaken: futures_util::future::BoxFuture<'static, Option<Box<dyn Stream>>> =
            Box::pin(async move {
                let stream: Box<dyn Stream> = Box::new(acceptor.accept(stream).await.ok()?);
                Some(stream)
            });
        shaken
    });
    Receiver::start_with("https://localhost", |_| Answer::Ok, wrap).await
}

#[tokio::test]
async fn events_are_posted_over_tls_to_who_is_trusted() {
    let receiver = receiver().await;
    for mode in ["structured", "binary"] {
        let running = Shop::builder()
            .config("cloud_events.url", receiver.url())
            .config("cloud_events.ca", file("ca.pem").to_str().unwrap())
            .config("cloud_events.mode", mode)
            .config("cloud_events.only", vec!["orders.*"])
            .start()
            .await
            .unwrap();
        place(&running, 7);
        stop(running).await;
    }
    let [(structured, document), (binary, data)] = receiver.received().try_into().unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(document["type"], "orders.placed");
    assert!(!structured.headers.contains_key("ce-type"));
    assert_eq!(binary.headers["ce-type"], "orders.placed");
    let data: Value = serde_json::from_slice(&data).unwrap();
    assert_eq!((&document["data"], &data["order"]), (&data, &7.into()));
}

#[tokio::test]
async fn who_is_not_trusted_gets_no_event() {
    let receiver = receiver().await;
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.only", vec!["orders.*"])
        .config("cloud_events.retries", 0)
        .start()
        .await
        .unwrap();
    place(&running, 7);
    let check = delivers(&running, |check| check.message.is_some()).await;
    let message = check.message.unwrap();
    assert!(message.contains("UnknownIssuer"), "{message}");
    stop(running).await;
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn pl1534_authorities_that_cannot_be_read_fail_the_start() {
    for (ca, reason) in [
        (file("nobody.pem"), "No such file"),
        (file("first.key"), "there is no certificate in it"),
    ] {
        let error = Shop::builder()
            .config("cloud_events.url", "https://localhost/events")
            .config("cloud_events.ca", ca.to_str().unwrap())
            .start()
            .await
            .unwrap_err();
        let text = error.render();
        assert_eq!(error.category(), Category::Config, "{text}");
        assert!(text.contains("[PL1534]") && text.contains(reason), "{text}");
    }
}
