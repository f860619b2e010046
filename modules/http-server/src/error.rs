use std::{fmt, io, net::SocketAddr};

use purlin::error::{Category, Error};

/// The server cannot listen on its address.
pub(crate) const BIND: &str = "PL1201";
/// Two contributors want the same route.
pub(crate) const ROUTE_CONFLICT: &str = "PL1202";
/// The server is started while it runs.
pub(crate) const ALREADY_RUNNING: &str = "PL1203";
/// The server may not have a single connection.
pub(crate) const NO_CONNECTIONS: &str = "PL1204";

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
