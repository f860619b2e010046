//! Whose certificates are trusted.

use std::{io, path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};

use crate::CloudEventsError;

/// Trusts the authorities in the file, or those that browsers trust.
///
/// # Errors
/// PL1534 if the file cannot be read or holds no certificate.
pub(crate) fn config(ca: Option<&Path>) -> Result<ClientConfig, CloudEventsError> {
    let roots = match ca {
        Some(file) => of_file(file).map_err(|source| CloudEventsError::Trust {
            file: file.display().to_string(),
            source,
        })?,
        None => RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        },
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| CloudEventsError::Trust {
        file: String::new(),
        source: io::Error::other(error),
    })?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn of_file(file: &Path) -> io::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file).map_err(io::Error::other)?;
    for certificate in certificates {
        let certificate = certificate.map_err(io::Error::other)?;
        roots.add(certificate).map_err(io::Error::other)?;
    }
    if roots.is_empty() {
        return Err(io::Error::other("there is no certificate in it"));
    }
    Ok(roots)
}
