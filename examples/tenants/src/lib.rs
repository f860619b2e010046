//! Run it: `cargo run -p tenants -- --config examples/tenants/purlin.toml`; in another shell:
//!
//! ```sh
//! curl localhost:8080/sign -H 'x-tenant: acme'
//! curl localhost:8080/sign -H 'x-tenant: globex'
//! curl -i localhost:8080/sign -H 'x-tenant: eve'
//! ```
//!
//! One idea: a [`Sign`] is made once for each tenant, from that tenant's settings, and whoever asks
//! for it in a request of another tenant gets another.

use purlin::{
    http_server::{HttpServerModule, Routes, axum::http::StatusCode, routes},
    prelude::*,
    tenant::TenantsModule,
};

/// What a shop says of itself.
#[config(prefix = "shop")]
pub struct ShopConfig {
    /// Its name.
    #[config(default = "a shop", length(1..=40))]
    pub name: String,
}

/// The sign above the door of one tenant.
pub struct Sign(String);

/// Shows the sign of whoever's request it is.
#[contributes(dyn Routes)]
pub struct SignApi {
    sign: PerTenant<Sign>,
}

#[routes]
impl SignApi {
    /// The server has let the request into its tenant: see `http.tenant_header` in `purlin.toml`.
    #[get("/sign")]
    async fn sign(&self) -> Result<String, StatusCode> {
        let sign = self.sign.get().await;
        sign.map(|sign| sign.0.clone())
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Paints signs and serves `/sign`.
pub struct ShopModule;

#[module(config = ShopConfig, components = [SignApi])]
impl ShopModule {
    #[provides(scope = tenant)]
    async fn sign(settings: PerTenant<ShopConfig>) -> Result<Sign, Error> {
        let settings = settings.get().await?;
        Ok(Sign(format!("* {} *\n", settings.name.to_uppercase())))
    }
}

/// The application: tenants are there before anybody asks.
#[app(modules = [TenantsModule, HttpServerModule, ShopModule])]
pub struct Mall;
