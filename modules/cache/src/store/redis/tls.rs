//! Connections to Redis with TLS.

use std::path::Path;

use redis::{Client, ConnectionInfo, RedisError, TlsCertificates};
use rustls::{
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::CacheError;

/// A client that trusts those in the file, or those whom browsers trust.
///
/// # Errors
/// PL1605 if the file cannot be read or holds no certificate; otherwise what `unusable` says.
pub(super) fn client(
    info: ConnectionInfo,
    ca: Option<&Path>,
    unusable: impl FnOnce(RedisError) -> CacheError,
) -> Result<Client, CacheError> {
    // The client takes that of the process, and panics if several are built in and none is chosen.
    if CryptoProvider::get_default().is_none() {
        // Another thread may have been faster.
        let _ = aws_lc_rs::default_provider().install_default();
    }
    let root_cert = ca.map(certificates).transpose()?;
    let trusted = TlsCertificates {
        client_tls: None,
        root_cert,
    };
    Client::build_with_tls(info, trusted).map_err(unusable)
}

/// What is in the file, if it is certificates.
fn certificates(file: &Path) -> Result<Vec<u8>, CacheError> {
    let wrong = |reason: String| CacheError::Certificates {
        file: file.display().to_string().into(),
        reason: reason.into(),
    };
    let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(text),
        Ok(_) => Err(wrong("there is no certificate in it".to_owned())),
        Err(error) => Err(wrong(error.to_string())),
    }
}
