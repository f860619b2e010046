//! Opens a pool of connections to a MariaDB or MySQL server.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, SqlxMySqlConnector,
    sqlx::{
        AssertSqlSafe, ConnectOptions, Executor, Row,
        mysql::{MySqlConnectOptions, MySqlConnection, MySqlSslMode},
    },
};

use super::{Role, Rotation, pool, server};
use crate::{
    DatabaseConfig, DatabaseError, TlsMode,
    url::{Server, not_valid},
};

pub(super) async fn open(
    config: &DatabaseConfig,
    server: &Server,
    role: &Role,
    rotation: &Arc<Rotation>,
) -> Result<DatabaseConnection, DatabaseError> {
    let limits = Arc::new((config.lock_timeout, config.statement_timeout, role.clone()));
    let pool = pool::options(config).after_connect(move |connection, _| {
        let limits = Arc::clone(&limits);
        Box::pin(async move { prepare(connection, limits.0, limits.1, &limits.2).await })
    });
    let pool = server::open(config, options(config, server)?, pool, role, rotation).await?;
    Ok(SqlxMySqlConnector::from_sqlx_mysql_pool(pool))
}

/// Lets all connections from now on be made with these credentials.
pub(super) async fn rotate(
    config: &DatabaseConfig,
    server: &Server,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let pool = connection.get_mysql_connection_pool();
    server::rotate(config, pool, options(config, server)?, rotation).await
}

/// The same, without asking.
pub(super) fn rotate_unasked(
    config: &DatabaseConfig,
    server: &Server,
    connection: &DatabaseConnection,
    rotation: &Rotation,
) -> Result<(), DatabaseError> {
    let pool = connection.get_mysql_connection_pool();
    pool.set_connect_options(options(config, server)?);
    rotation.now();
    Ok(())
}

fn options(config: &DatabaseConfig, server: &Server) -> Result<MySqlConnectOptions, DatabaseError> {
    let options = MySqlConnectOptions::from_url(server.url())
        .map_err(|error| not_valid(&error))?
        .disable_statement_logging()
        // What is wrong with a value is an error, not a warning.
        .no_engine_substitution(true)
        .ssl_mode(match config.tls_mode(server) {
            TlsMode::Off => MySqlSslMode::Disabled,
            TlsMode::Prefer => MySqlSslMode::Preferred,
            TlsMode::Require => MySqlSslMode::Required,
            TlsMode::VerifyCa => MySqlSslMode::VerifyCa,
            TlsMode::VerifyFull => MySqlSslMode::VerifyIdentity,
        });
    let options = match &config.password {
        Some(password) => options.password(password.expose()),
        None => options,
    };
    let options = match &config.tls_ca {
        Some(file) => options.ssl_ca(file),
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

/// What is set for each connection. Locks are waited for in whole seconds, at least one.
async fn prepare(
    connection: &mut MySqlConnection,
    lock: Duration,
    statement: Option<Duration>,
    role: &Role,
) -> Result<(), sqlx::Error> {
    let seconds = lock.as_secs() + u64::from(lock.subsec_nanos() > 0);
    let seconds = seconds.clamp(1, 31_536_000);
    let mut text =
        format!("SET SESSION innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}");
    if let Some(limit) = statement {
        let row = connection.fetch_one("SELECT VERSION()").await?;
        let version: String = row.try_get(0)?;
        if version.contains("MariaDB") {
            let _ = write!(text, ", max_statement_time = {}", limit.as_secs_f64());
        } else {
            // It bounds only what reads.
            let _ = write!(text, ", max_execution_time = {}", limit.as_millis());
        }
    }
    connection.execute(AssertSqlSafe(text)).await?;
    if *role == Role::Replica {
        connection
            .execute("SET SESSION TRANSACTION READ ONLY")
            .await?;
    }
    Ok(())
}
