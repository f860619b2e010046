use std::{fmt, io, net::SocketAddr, path::PathBuf};

use purlin::error::{Category, Error};

/// The server cannot listen on its address.
pub(crate) const BIND: &str = "PL1201";
/// Two contributors want the same route.
pub(crate) const ROUTE_CONFLICT: &str = "PL1202";
/// The server is started while it runs.
pub(crate) const ALREADY_RUNNING: &str = "PL1203";
/// The server may not have a single connection.
pub(crate) const NO_CONNECTIONS: &str = "PL1204";
/// Two contributions of middleware have one name.
pub(crate) const MIDDLEWARE_TWICE: &str = "PL1205";
/// A route asks for middleware that nobody contributes.
pub(crate) const MIDDLEWARE_MISSING: &str = "PL1206";
/// A certificate or its key cannot be used.
pub(crate) const CERTIFICATE: &str = "PL1207";
/// TLS is configured and not compiled in, or half configured.
pub(crate) const NO_TLS: &str = "PL1208";
/// The settings of CORS cannot be used.
pub(crate) const CORS: &str = "PL1209";

/// A route asks who sends a request, and nobody can tell.
pub(crate) const NO_AUTHENTICATOR: &str = "PL1215";

/// What can go wrong when the server starts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpServerError {
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`: {}", reason(source))]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The Unix socket cannot be listened on.
    #[error("cannot listen on the socket `{}`: {source}", path.display())]
    BindSocket {
        /// Its path.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file of TLS cannot be used.
    #[error("`{}` cannot be used for TLS: {reason}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// TLS is configured in a way that would leave it out.
    #[error("{0}")]
    NoTls(&'static str),
    /// The settings of CORS allow something that is nothing, or too much.
    #[error("`{value}` cannot stand in `http.{setting}`: {reason}")]
    Cors {
        /// The setting, without its prefix.
        setting: &'static str,
        /// The entry.
        value: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Contributed routes exclude each other; never empty.
    #[error("{}", list(.0))]
    RouteConflict(Vec<RouteConflict>),
    /// The server is already running.
    #[error("the HTTP server is already running on `{address}`")]
    AlreadyRunning {
        /// The address it listens on.
        address: SocketAddr,
    },
    /// The limit of connections is 0.
    #[error("`http.max_connections` is 0: nobody would be served")]
    NoConnections,
    /// Two contributions of middleware have one name.
    #[error(
        "`{}` and `{}` are both middleware of the name `{name}`",
        contributors[0],
        contributors[1]
    )]
    MiddlewareTwice {
        /// The name.
        name: String,
        /// Who has it.
        contributors: [&'static str; 2],
    },
    /// A route asks who sends a request, and nobody can tell.
    #[error("{handler} asks who sends a request, and nobody is contributed who can tell")]
    NoAuthenticator {
        /// The route, `GET /orders`.
        route: String,
        /// Its handler and place.
        handler: String,
    },
    /// A route asks for middleware that nobody contributes.
    #[error("{handler} asks for the middleware `{name}`, which nobody contributes")]
    MiddlewareMissing {
        /// What is asked for.
        name: String,
        /// The route, `GET /orders`.
        route: String,
        /// Its handler and place.
        handler: String,
        /// The names that there are.
        known: Vec<String>,
    },
}

/// A route that cannot be served, mostly because another one excludes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteConflict {
    /// Who contributes it: the handler and its place, as far as they are known.
    pub contributor: String,
    /// The route, `GET /orders/{id}`; `None` if the contributor has no table of its routes.
    pub route: Option<String>,
    /// Who serves it already, or what is wrong with it.
    pub reason: String,
}

impl fmt::Display for RouteConflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cannot serve ", self.contributor)?;
        match &self.route {
            Some(route) => write!(formatter, "`{route}`")?,
            None => formatter.write_str("its routes")?,
        }
        write!(formatter, ": {}", self.reason)
    }
}

impl From<HttpServerError> for Error {
    fn from(error: HttpServerError) -> Self {
        let text = error.to_string();
        match error {
            HttpServerError::Bind { address, source } => {
                Self::new(Category::Dependency, BIND, text)
                    .action(bind_hint(address, &source))
                    .caused_by(source)
            }
            HttpServerError::BindSocket { source, .. } => {
                Self::new(Category::Dependency, BIND, text)
                    .action(
                        "set `http.unix_socket` to a path in a folder that exists and that this \
                         process may write to, where no other process listens",
                    )
                    .caused_by(source)
            }
            HttpServerError::Certificate { .. } => Self::new(Category::Config, CERTIFICATE, text)
                .action(
                    "set `http.tls_certificate` to a PEM file with the certificate chain, and \
                     `http.tls_key` to one with the key that belongs to it",
                ),
            HttpServerError::NoTls(_) => Self::new(Category::Config, NO_TLS, text).action(
                "set `http.tls_certificate` and build with the feature `http-server-tls`, or remove \
                 the settings of TLS",
            ),
            HttpServerError::Cors { setting, .. } => Self::new(Category::Config, CORS, text)
                .action(format!("correct this entry of `http.{setting}`, or remove it")),
            HttpServerError::RouteConflict(conflicts) => {
                let mut error = Self::new(Category::Validation, ROUTE_CONFLICT, text).action(
                    "give one of the routes another path or method; a parameter at the same place \
                     of two paths must have the same name",
                );
                for further in conflicts.iter().skip(1) {
                    error = error.context(format!("also {further}"));
                }
                error
            }
            HttpServerError::AlreadyRunning { .. } => {
                Self::new(Category::Lifecycle, ALREADY_RUNNING, text)
                    .action("stop the server before starting it again")
            }
            HttpServerError::NoConnections => Self::new(Category::Config, NO_CONNECTIONS, text)
                .action("set `http.max_connections` to at least 1, or remove it for the default"),
            HttpServerError::MiddlewareTwice { .. } => {
                Self::new(Category::Validation, MIDDLEWARE_TWICE, text)
                    .action("give one of the two another name")
            }
            HttpServerError::NoAuthenticator { route, .. } => {
                Self::new(Category::Validation, NO_AUTHENTICATOR, text)
                    .action("contribute a `dyn Authenticator`, or take `auth` off the route")
                    .context(format!("while adding `{route}`"))
            }
            HttpServerError::MiddlewareMissing {
                name, route, known, ..
            } => {
                let action = if known.is_empty() {
                    format!("contribute a `dyn Middleware` whose `name` is `{name}`")
                } else {
                    format!(
                        "contribute a `dyn Middleware` whose `name` is `{name}`, or ask for one of \
                         those that there are: `{}`",
                        known.join("`, `")
                    )
                };
                Self::new(Category::Validation, MIDDLEWARE_MISSING, text)
                    .action(action)
                    .context(format!("while adding `{route}`"))
            }
        }
    }
}

fn list(conflicts: &[RouteConflict]) -> String {
    match conflicts {
        [] => "routes exclude each other".to_owned(),
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}

fn reason(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::AddrInUse => "another process listens there".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not use the port".to_owned(),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
        _ => source.to_string(),
    }
}

fn bind_hint(address: SocketAddr, source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::AddrInUse => format!(
            "stop the other process, or set `http.address` to a free port; `{}` takes any",
            SocketAddr::new(address.ip(), 0)
        ),
        io::ErrorKind::PermissionDenied => format!(
            "set `http.address` to a port from 1024 on, or grant this process the right to use \
             port {} (CAP_NET_BIND_SERVICE)",
            address.port()
        ),
        _ => "set `http.address` to an address of this machine, such as `127.0.0.1:8080`, or \
              `0.0.0.0:8080` for all of its interfaces"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bind(kind: io::ErrorKind) -> Error {
        HttpServerError::Bind {
            address: SocketAddr::from(([127, 0, 0, 1], 80)),
            source: kind.into(),
        }
        .into()
    }

    #[test]
    fn a_bind_failure_names_the_address_and_what_to_do() {
        let cases = [
            (io::ErrorKind::AddrInUse, "another process", "`127.0.0.1:0`"),
            (io::ErrorKind::PermissionDenied, "this user", "port 80"),
            (
                io::ErrorKind::AddrNotAvailable,
                "no such address",
                "0.0.0.0",
            ),
        ];
        for (kind, reason, hint) in cases {
            let error = bind(kind);
            assert_eq!(
                (error.code(), error.category()),
                (BIND, Category::Dependency)
            );
            assert!(error.message().contains("`127.0.0.1:80`"), "{error}");
            assert!(error.message().contains(reason), "{error}");
            assert!(error.hint().unwrap_or_default().contains(hint), "{error}");
        }
    }
}
