//! Redis behind TLS: one that ends it stands before the server.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use purlin::error::{Category, Error};
use purlin_cache::{Backend, Cache, CacheConfig, WhenAway};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::support::{impatient, on_redis, server, settings, until};

/// Certificates for `localhost`.
fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../http-server/tests/certificates")
        .join(name)
}

/// Ends TLS in front of Redis.
async fn secured() -> SocketAddr {
    let certificate = CertificateDer::from_pem_file(file("first.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("first.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut client) = acceptor.accept(client).await else {
                    return;
                };
                let mut server = TcpStream::connect(server()).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    address
}

fn over_tls(address: SocketAddr, host: &str, config: CacheConfig) -> CacheConfig {
    CacheConfig {
        url: format!("rediss://{host}:{}", address.port()).into(),
        tls_ca: Some(file("ca.pem")),
        ..config
    }
}

#[tokio::test]
async fn entries_and_word_of_changes_go_over_tls() {
    on_redis(settings(Backend::Tiered, &server()), |config| async move {
        let config = over_tls(secured().await, "localhost", config);
        let one = Cache::connect(&config).await.unwrap();
        let two = Cache::connect(&config).await.unwrap();
        let of = |cache: &Cache| cache.region::<u32>("numbers");
        of(&one).put("a", 1).await.unwrap();
        let same = async || {
            let first = of(&two).get("a").await.unwrap().unwrap();
            assert_eq!(*first, 1);
            Arc::ptr_eq(&first, &of(&two).get("a").await.unwrap().unwrap())
        };
        until("the other listens", same).await;
        of(&one).remove("a").await.unwrap();
        let gone = async || of(&two).get("a").await.unwrap().is_none();
        until("the other knows", gone).await;
        for cache in [one, two] {
            cache.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_not_trusted_or_is_somebody_else_is_not_talked_to() {
    let config = impatient(Backend::Redis, WhenAway::Fail, &server());
    on_redis(config, |config| async move {
        let address = secured().await;
        // Signed by nobody whom browsers trust.
        let unknown = CacheConfig {
            tls_ca: None,
            ..over_tls(address, "localhost", config.clone())
        };
        // The certificate is for `localhost`.
        let other = over_tls(address, "127.0.0.1", config);
        for (config, told) in [(unknown, "UnknownIssuer"), (other, "not valid for name")] {
            let error = Cache::connect(&config).await.unwrap_err();
            assert_eq!(error.code(), "PL1601");
            assert!(error.to_string().contains(told), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_without_certificates_is_told_by_name() {
    for (name, told) in [
        ("nowhere.pem", "No such file"),
        ("first.key", "there is no certificate in it"),
    ] {
        let config = CacheConfig {
            backend: Backend::Redis,
            url: "rediss://localhost".into(),
            tls_ca: Some(file(name)),
            ..CacheConfig::default()
        };
        let error = Error::from(Cache::connect(&config).await.unwrap_err());
        assert_eq!(
            (error.code(), error.category()),
            ("PL1605", Category::Config)
        );
        let text = error.render();
        assert!(text.contains(name) && text.contains(told), "{text}");
    }
}
