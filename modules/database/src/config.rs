use std::{path::PathBuf, time::Duration};

use purlin::{config::Secret, prelude::*};

use crate::{DatabaseUrl, Tenancy, TlsMode, url::Server};

/// Where the database is, and how patient its users are.
#[derive(Clone, Debug)]
#[config(prefix = "database")]
pub struct DatabaseConfig {
    /// Where the database is: `sqlite://file`, `sqlite::memory:` for one that ends with the
    /// process, `postgres://user@host/name` or `mysql://user@host/name`. If nothing says so, the
    /// file `data.sqlite` in the working directory. A reload may change its credentials.
    #[config(default = "sqlite://data.sqlite", secret, dynamic)]
    pub url: DatabaseUrl,
    /// Where copies of it are that are only read, as `url`: those who read by `Database::read` ask them in turns.
    #[config(default = Vec::new(), secret)]
    pub replicas: Vec<DatabaseUrl>,
    /// How long a read waits for a connection to a replica, before it goes to another one or to the primary.
    #[config(default = "500ms")]
    pub replica_timeout: Duration,
    /// How long a replica that does not answer is left alone.
    #[config(default = "5s")]
    pub replica_retry: Duration,
    /// How tenants are kept apart: `off`, `row`, `schema` (PostgreSQL) or `database`.
    #[config(default = Tenancy::Off)]
    pub tenancy: Tenancy,
    /// Where the database of a tenant is, as `url` with `{tenant}` in it: for `tenancy = "database"`.
    pub tenant_url: Option<Secret<String>>,
    /// The schema of a tenant, with `{tenant}` in it: for `tenancy = "schema"`. It is made if it is missing and migrations are applied at start.
    #[config(default = "tenant_{tenant}")]
    pub tenant_schema: String,
    /// Connections that each tenant may have at once, where it has a schema or a database of its own.
    #[config(default = 4, range(1..))]
    pub tenant_connections: u32,
    /// The password of the user, over one in the address: for servers.
    #[config(dynamic)]
    pub password: Option<Secret<String>>,
    /// How far the connection to a server is protected: `off`, `prefer`, `require`, `verify-ca` or
    /// `verify-full`. If neither this nor the address says so, `prefer` on this machine and `verify-full` elsewhere.
    pub tls: Option<TlsMode>,
    /// File with the certificates (PEM) of those who sign the server's, besides the public ones.
    pub tls_ca: Option<PathBuf>,
    /// File with the certificate (PEM) that shows the server who is asking.
    pub tls_certificate: Option<PathBuf>,
    /// File with its private key (PEM), if it is not in that of the certificate.
    pub tls_key: Option<PathBuf>,
    /// Connections that may be open at once; a database in memory always has one.
    #[config(default = 10, range(1..))]
    pub max_connections: u32,
    /// Connections that are opened at start and kept open, so that nobody waits for them.
    #[config(default = 1)]
    pub min_connections: u32,
    /// How long to wait for a free connection, for the turn to write to a file, and at start for
    /// a server that does not answer yet.
    #[config(default = "5s")]
    pub acquire_timeout: Duration,
    /// How long a connection that nobody uses is kept; 0 is for ever.
    #[config(default = "10m")]
    pub idle_timeout: Duration,
    /// How old a connection to a server may become; 0 is for ever.
    #[config(default = "30m")]
    pub max_lifetime: Duration,
    /// How long a statement waits for a lock that somebody else holds. MariaDB and MySQL count in
    /// whole seconds.
    #[config(default = "5s")]
    pub lock_timeout: Duration,
    /// How long a statement may take on a server; without it, as long as it wants.
    pub statement_timeout: Option<Duration>,
    /// A statement that takes longer than this is logged, without its values; 0 logs none.
    #[config(default = "1s")]
    pub slow_statement: Duration,
    /// Whether migrations are applied at start; if not, the start fails while any is waiting.
    #[config(default = true)]
    pub migrate_on_start: bool,
    /// How long a start waits for another process that applies migrations.
    #[config(default = "30s")]
    pub migration_timeout: Duration,
    /// An answer to the health check that takes longer than this is degraded.
    #[config(default = "250ms")]
    pub slow_after: Duration,
}

impl DatabaseConfig {
    /// How the connection to `server` is protected.
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "there are no servers then")
    )]
    pub(crate) fn tls_mode(&self, server: &Server) -> TlsMode {
        self.tls.or(server.tls).unwrap_or(if server.is_local() {
            TlsMode::Prefer
        } else {
            TlsMode::VerifyFull
        })
    }
}
