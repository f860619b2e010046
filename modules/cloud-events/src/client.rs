//! What connections go out with.

use std::path::Path;

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
};
use hyper_util::{
    client::legacy::{Client, Error, connect::HttpConnector},
    rt::TokioExecutor,
};
use purlin::config::Url;

use crate::CloudEventsError;

/// A client for one address.
pub(crate) enum HttpClient {
    Plain(Client<HttpConnector, Full<Bytes>>),
    #[cfg(feature = "tls")]
    Secure(Client<hyper_rustls::HttpsConnector<HttpConnector>, Full<Bytes>>),
}

impl HttpClient {
    /// A client that reaches `url`; a server has to show a certificate of one of the authorities
    /// in the file `ca`, or of those that browsers trust.
    pub(crate) fn new(url: &Url, ca: Option<&Path>) -> Result<Self, CloudEventsError> {
        let builder = Client::builder(TokioExecutor::new());
        match url.scheme() {
            "http" => Ok(Self::Plain(builder.build_http())),
            "https" => Self::secure(&builder, ca),
            _ => Err(CloudEventsError::Url {
                url: url.to_string(),
            }),
        }
    }

    #[cfg(feature = "tls")]
    fn secure(
        builder: &hyper_util::client::legacy::Builder,
        ca: Option<&Path>,
    ) -> Result<Self, CloudEventsError> {
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(crate::trust::config(ca)?)
            .https_only()
            .enable_http1()
            .build();
        Ok(Self::Secure(builder.build(connector)))
    }

    #[cfg(not(feature = "tls"))]
    fn secure(
        _builder: &hyper_util::client::legacy::Builder,
        _ca: Option<&Path>,
    ) -> Result<Self, CloudEventsError> {
        Err(CloudEventsError::NotBuiltIn {
            what: "`https` addresses",
            feature: "tls",
        })
    }

    pub(crate) async fn request(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, Error> {
        match self {
            Self::Plain(client) => client.request(request).await,
            #[cfg(feature = "tls")]
            Self::Secure(client) => client.request(request).await,
        }
    }
}
