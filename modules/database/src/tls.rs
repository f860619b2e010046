use serde::{Deserialize, Serialize};

/// How far the connection to a server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    /// Not at all.
    Off,
    /// Encrypted if the server can; nobody looks at its certificate.
    Prefer,
    /// Encrypted; nobody looks at its certificate, so whoever sits in between can pose as the
    /// server.
    Require,
    /// Encrypted, and the certificate is signed by somebody who is trusted.
    VerifyCa,
    /// The same, and it is the certificate of the host in the address.
    VerifyFull,
}
