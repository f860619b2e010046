use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderValue,
};
use purlin::context::ExecutionContext;

/// Whose a request is, for what counts those of each apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Whose {
    /// Everybody's, or of somebody who cannot be told apart.
    All,
    /// Of a client at this address.
    Client(IpAddr),
    /// Of this tenant.
    Tenant(String),
    /// Of this principal.
    Principal(String),
    /// With this value of a header; it may be a secret.
    Header(HeaderValue),
}

impl Whose {
    /// That of the address that it came from.
    #[must_use]
    pub fn client(request: &Request) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        peer.map_or(Self::All, |peer| Self::Client(peer.0.ip()))
    }

    /// That of the tenant of the current context; all those without one together.
    #[must_use]
    pub fn tenant() -> Self {
        let tenant =
            ExecutionContext::with_current(|context| context.tenant().map(ToString::to_string));
        tenant.flatten().map_or(Self::All, Self::Tenant)
    }

    /// That of the principal of the current context; of nobody known by the address.
    #[must_use]
    pub fn principal(request: &Request) -> Self {
        let principal = ExecutionContext::with_current(|context| {
            let principal = context.principal();
            principal.map(|principal| principal.subject().to_owned())
        });
        let principal = principal.flatten();
        principal.map_or_else(|| Self::client(request), Self::Principal)
    }

    /// That of the value of this header; without it by the address.
    #[must_use]
    pub fn header(request: &Request, name: &str) -> Self {
        let value = request.headers().get(name);
        value.map_or_else(
            || Self::client(request),
            |value| Self::Header(value.clone()),
        )
    }
}
