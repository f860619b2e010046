use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use arc_swap::ArcSwap;
use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};
use tokio::time::Duration;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{HttpServerConfig, HttpServerError, stream::Stream};

/// The files that TLS is made of, and what was made of them.
///
/// New connections use the current certificate; those that are open keep theirs.
#[derive(Debug)]
pub(crate) struct Tls {
    files: Files,
    /// How the files were before they were read first.
    first: Vec<Look>,
    current: ArcSwap<ServerConfig>,
}

/// When a file was written, and how large it is; `None` if it is not there.
type Look = Option<(SystemTime, u64)>;

#[derive(Clone, Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
}

/// The certificate that a client has shown and that was checked, in the extensions of its
/// requests (`http.tls_client_ca`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate(pub(crate) Arc<[u8]>);

impl ClientCertificate {
    /// The certificate in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl Tls {
    /// `None` if no certificate is configured.
    pub(crate) fn of(config: &HttpServerConfig) -> Result<Option<Self>, HttpServerError> {
        let Some(certificate) = &config.tls_certificate else {
            return Ok(None);
        };
        let files = Files {
            certificate: certificate.clone(),
            key: config
                .tls_key
                .clone()
                .unwrap_or_else(|| certificate.clone()),
            client_ca: config.tls_client_ca.clone(),
        };
        let first = files.look();
        let current = ArcSwap::new(files.read()?);
        Ok(Some(Self {
            files,
            first,
            current,
        }))
    }

    /// Reads the files again. If anything is wrong with them, all stays as it was.
    pub(crate) fn reload(&self) -> Result<(), HttpServerError> {
        self.current.store(self.files.read()?);
        Ok(())
    }

    /// Reloads whenever a file has changed since it was read; never ends.
    pub(crate) async fn follow(&self, every: Duration) {
        let mut seen = self.first.clone();
        loop {
            tokio::time::sleep(every).await;
            let now = self.files.look();
            if now == seen {
                continue;
            }
            seen = now;
            match self.reload() {
                Ok(()) => tracing::info!("the TLS certificate was reloaded"),
                Err(error) => {
                    tracing::error!(%error, "the new TLS certificate cannot be used; the old one stays");
                }
            }
        }
    }

    /// Shakes hands with a client.
    pub(crate) async fn accept(&self, stream: Stream) -> std::io::Result<TlsStream<Stream>> {
        TlsAcceptor::from(self.current.load_full())
            .accept(stream)
            .await
    }
}

impl Files {
    fn read(&self) -> Result<Arc<ServerConfig>, HttpServerError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let refused = |path: &Path, reason: String| HttpServerError::Certificate {
            path: path.to_owned(),
            reason,
        };
        let chain = certificates(&self.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| refused(&self.key, error.to_string()))?;
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| refused(&self.certificate, error.to_string()))?;
        let builder = match &self.client_ca {
            None => builder.with_no_client_auth(),
            Some(path) => builder.with_client_cert_verifier(clients(path, provider)?),
        };
        let mut config = builder
            .with_single_cert(chain, key)
            .map_err(|error| refused(&self.certificate, error.to_string()))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// When each of the files was changed, as far as that can be told.
    fn look(&self) -> Vec<Look> {
        [
            Some(&self.certificate),
            Some(&self.key),
            self.client_ca.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(|path| {
            let file = path.metadata().ok()?;
            Some((file.modified().ok()?, file.len()))
        })
        .collect()
    }
}

/// The certificates of a file; none at all is an error.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, HttpServerError> {
    let refused = |reason: String| HttpServerError::Certificate {
        path: path.to_owned(),
        reason,
    };
    let found = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| refused(error.to_string()))?;
    if found.is_empty() {
        return Err(refused("it holds no certificate".to_owned()));
    }
    Ok(found)
}

/// Lets in only clients with a certificate that one of those in `path` has signed.
fn clients(
    path: &Path,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, HttpServerError> {
    let refused = |reason: String| HttpServerError::Certificate {
        path: path.to_owned(),
        reason,
    };
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        roots
            .add(certificate)
            .map_err(|error| refused(error.to_string()))?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|error| refused(error.to_string()))
}
