//! Opens a pool of connections to a PostgreSQL server.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector,
    sqlx::{
        AssertSqlSafe, ConnectOptions, Executor, PgConnection,
        postgres::{PgConnectOptions, PgSslMode},
    },
};

use super::{Role, Rotation, pool, server};
use crate::{
    DatabaseConfig, DatabaseError, TlsMode,
    tenant::quoted,
    url::{Server, not_valid},
};

pub(super) async fn open(
    config: &DatabaseConfig,
    server: &Server,
    role: &Role,
    rotation: &Arc<Rotation>,
) -> Result<DatabaseConnection, DatabaseError> {
    let settings: Arc<str> = session(config, role).into();
    let pool = pool::options(config).after_connect(move |connection: &mut PgConnection, _| {
        let settings = Arc::clone(&settings);
        Box::pin(async move {
            let settings = AssertSqlSafe(settings.to_string());
            connection.execute(settings).await.map(drop)
        })
    });
    let pool = server::open(config, options(config, server)?, pool, role, rotation).await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Lets all connections from now on be made with these credentials.
pub(super) async fn rotate(
    config: &DatabaseConfig,
    server: &Server,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let pool = connection.get_postgres_connection_pool();
    server::rotate(config, pool, options(config, server)?, rotation).await
}

/// The same, without asking.
pub(super) fn rotate_unasked(
    config: &DatabaseConfig,
    server: &Server,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let pool = connection.get_postgres_connection_pool();
    pool.set_connect_options(options(config, server)?);
    rotation.now();
    Ok(())
}

fn options(config: &DatabaseConfig, server: &Server) -> Result<PgConnectOptions, DatabaseError> {
    let options = PgConnectOptions::from_url(server.url())
        .map_err(|error| not_valid(&error))?
        .disable_statement_logging()
        .ssl_mode(match config.tls_mode(server) {
            TlsMode::Off => PgSslMode::Disable,
            TlsMode::Prefer => PgSslMode::Prefer,
            TlsMode::Require => PgSslMode::Require,
            TlsMode::VerifyCa => PgSslMode::VerifyCa,
            TlsMode::VerifyFull => PgSslMode::VerifyFull,
        });
    let options = match &config.password {
        Some(password) => options.password(password.expose()),
        None => options,
    };
    let options = match &config.tls_ca {
        Some(file) => options.ssl_root_cert(file),
        None => options,
    };
    let options = match &config.tls_certificate {
        Some(file) => options.ssl_client_cert(file),
        None => options,
    };
    Ok(
        match config.tls_key.as_ref().or(config.tls_certificate.as_ref()) {
            Some(file) => options.ssl_client_key(file),
            None => options,
        },
    )
}

/// What is set for each connection.
fn session(config: &DatabaseConfig, role: &Role) -> String {
    let millis = |limit: Duration| limit.as_millis().clamp(1, 2_147_483_647);
    let mut text = format!("SET lock_timeout = {}", millis(config.lock_timeout));
    if let Some(limit) = config.statement_timeout {
        let _ = write!(text, "; SET statement_timeout = {}", millis(limit));
    }
    if *role == Role::Replica {
        text.push_str("; SET default_transaction_read_only = on");
    }
    if let Role::Tenant {
        schema: Some(schema),
    } = role
    {
        // Not even `public`: what is not there is not taken from others.
        let _ = write!(text, "; SET search_path = {}", quoted(schema));
    }
    text
}
