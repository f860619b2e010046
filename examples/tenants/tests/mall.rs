//! Every tenant sees its own sign, and nobody else's.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::net::SocketAddr;

use purlin::{
    app::{Lookup, Running},
    http_server::HttpServer,
    tenant::{TenantId, TenantSpec, Tenants},
};
use tenants::Mall;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn start() -> (Running<Mall>, SocketAddr) {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/tenants/*.toml");
    let mall = Mall::builder()
        .config("http.address", "127.0.0.1:0")
        .config("http.tenant_header", "x-tenant")
        .config("tenants.known", vec!["acme"])
        .config("tenants.files", files)
        .start()
        .await
        .unwrap();
    let address = mall.get::<HttpServer>().local_addr().unwrap();
    (mall, address)
}

/// Status and body of `/sign` for a tenant.
async fn sign(address: SocketAddr, tenant: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /sign HTTP/1.1\r\nhost: test\r\nx-tenant: {tenant}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

#[tokio::test]
async fn every_tenant_has_its_own_sign() {
    let (mall, address) = start().await;
    let acme = (200, "* A SHOP *\n".to_owned());
    assert_eq!(sign(address, "acme").await, acme);
    assert_eq!(
        sign(address, "globex").await,
        (200, "* GLOBEX *\n".to_owned())
    );
    assert_eq!(sign(address, "acme").await, acme);
    assert_eq!(sign(address, "eve").await.0, 403);
    mall.stop().await.unwrap();
}

#[tokio::test]
async fn a_tenant_that_comes_later_is_served_until_it_goes() {
    let (mall, address) = start().await;
    let initech = TenantId::new("initech").unwrap();
    assert_eq!(sign(address, "initech").await.0, 403);
    let spec = TenantSpec::new(initech.clone()).set("shop.name", "Initech");
    let tenants = mall.get::<Tenants>();
    tenants.add(spec).await.unwrap();
    assert_eq!(
        sign(address, "initech").await,
        (200, "* INITECH *\n".to_owned())
    );
    assert!(tenants.remove(&initech).await);
    assert_eq!(sign(address, "initech").await.0, 403);
    mall.stop().await.unwrap();
}
