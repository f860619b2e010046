//! The address of a database on a server.

use std::{fmt, net::IpAddr};

use url::{Host, Url};

use super::wrong;
use crate::{DatabaseError, Engine, TlsMode};

/// Where a server is and what is asked of it. Shown without credentials and parameters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) engine: Engine,
    /// What the address itself says about TLS.
    pub(crate) tls: Option<TlsMode>,
    url: Url,
}

impl Server {
    /// Reads what follows the scheme.
    pub(super) fn parse(engine: Engine, rest: &str) -> Result<Self, DatabaseError> {
        let url = Url::parse(&format!("{}://{rest}", engine.scheme()))
            .map_err(|error| wrong(format!("is not valid: {error}")))?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(wrong("names no server"));
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(wrong("names no database"));
        }
        let known = match engine {
            Engine::Postgres => POSTGRES,
            _ => MYSQL,
        };
        let mut tls = None;
        for (key, value) in url.query_pairs() {
            if matches!(&*key, "sslmode" | "ssl-mode") {
                tls = Some(mode(&value).ok_or_else(|| {
                    wrong(format!(
                        "has a `{key}` that is not known; use `verify-full`"
                    ))
                })?);
            } else if !known.contains(&&*key) {
                let list: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
                return Err(wrong(format!(
                    "has the parameter `{key}`, which is not known; known are: {}",
                    list.join(", ")
                )));
            }
        }
        Ok(Self { engine, tls, url })
    }

    /// As the driver takes it, with credentials.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The address of another database on the same server, with credentials.
    pub(crate) fn beside(&self, name: &str) -> String {
        let mut url = self.url.clone();
        url.set_path(name);
        url.to_string()
    }

    /// Whether the server is on this machine: by its name, or its address.
    pub(crate) fn is_local(&self) -> bool {
        if self.url.query_pairs().any(|(key, _)| key == "socket") {
            return true;
        }
        match self.url.host() {
            // Of a scheme that is not the web's, an address is kept as text.
            Some(Host::Domain(name)) => {
                name == "localhost"
                    || name.starts_with("%2F")
                    || name
                        .parse()
                        .is_ok_and(|address: IpAddr| address.is_loopback())
            }
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

/// Besides `sslmode`; the rest about TLS are settings of their own.
const POSTGRES: &[&str] = &["application_name", "options", "statement-cache-capacity"];
const MYSQL: &[&str] = &["charset", "collation", "socket", "statement-cache-capacity"];

/// What other programs write in an address.
fn mode(text: &str) -> Option<TlsMode> {
    Some(match text.to_ascii_lowercase().replace('_', "-").as_str() {
        "off" | "disable" | "disabled" => TlsMode::Off,
        "allow" | "prefer" | "preferred" => TlsMode::Prefer,
        "require" | "required" => TlsMode::Require,
        "verify-ca" => TlsMode::VerifyCa,
        "verify-full" | "verify-identity" => TlsMode::VerifyFull,
        _ => return None,
    })
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(formatter, "{}://{host}", self.engine)?;
        if let Some(port) = self.url.port() {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(self.url.path())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Server({self})")
    }
}
