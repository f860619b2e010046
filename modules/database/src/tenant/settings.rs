//! Where the data of a tenant is.

use purlin::tenant::TenantId;
use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Serialize};

use crate::{Database, DatabaseConfig, DatabaseError, DatabaseUrl, Engine};

/// How tenants are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tenancy {
    /// The database knows nothing of tenants.
    #[default]
    Off,
    /// All are in the same tables: a [`Repository`](crate::Repository) sees and writes only the rows
    /// of the current tenant.
    Row,
    /// Each has a schema of its own, and a pool whose connections see no other: on PostgreSQL.
    Schema,
    /// Each has a database of its own.
    Database,
}

impl Tenancy {
    /// Whether each tenant has a pool.
    pub(crate) const fn is_apart(self) -> bool {
        matches!(self, Self::Schema | Self::Database)
    }
}

/// The place in an address or the name of a schema where the tenant stands.
const TENANT: &str = "{tenant}";
/// The most bytes of a name in PostgreSQL; what is longer would be cut, and be the same for two.
const LONGEST: usize = 63;

/// Says what is wrong with the settings before anybody needs them.
pub(crate) fn check(config: &DatabaseConfig) -> Result<(), DatabaseError> {
    let wrong = |what: &str| {
        Err(DatabaseError::Tenancy {
            what: what.to_owned(),
        })
    };
    match config.tenancy {
        Tenancy::Schema if config.url.engine() != Engine::Postgres => {
            wrong("only PostgreSQL has schemas; `database` keeps them apart on every engine")
        }
        Tenancy::Schema if !config.tenant_schema.contains(TENANT) => {
            wrong("`database.tenant_schema` has no `{tenant}`: all would have the same")
        }
        Tenancy::Off | Tenancy::Row | Tenancy::Schema => Ok(()),
        Tenancy::Database => match &config.tenant_url {
            None => wrong("`database.tenant_url` does not say where the database of a tenant is"),
            Some(url) if !url.expose().contains(TENANT) => {
                wrong("`database.tenant_url` has no `{tenant}`: all would have the same")
            }
            Some(url) => {
                let example = url.expose().replace(TENANT, "a");
                let example: DatabaseUrl = example.parse()?;
                if example.engine() == config.url.engine() {
                    return Ok(());
                }
                wrong("`database.tenant_url` is of another engine than `database.url`")
            }
        },
    }
}

/// The settings of the pool of a tenant, and its schema if it has one.
pub(super) fn of_tenant(
    config: &DatabaseConfig,
    tenant: &TenantId,
) -> Result<(DatabaseConfig, Option<String>), DatabaseError> {
    let url = match (&config.tenant_url, config.tenancy) {
        (Some(url), Tenancy::Database) => url.expose().replace(TENANT, tenant.as_str()).parse()?,
        _ => config.url.clone(),
    };
    let schema = (config.tenancy == Tenancy::Schema)
        .then(|| config.tenant_schema.replace(TENANT, tenant.as_str()));
    if schema.as_ref().is_some_and(|name| name.len() > LONGEST) {
        return Err(DatabaseError::Tenancy {
            what: format!("the name of the schema of `{tenant}` has more than {LONGEST} bytes"),
        });
    }
    let config = DatabaseConfig {
        url,
        tenancy: Tenancy::Off,
        replicas: Vec::new(),
        max_connections: config.tenant_connections,
        min_connections: 0,
        ..config.clone()
    };
    Ok((config, schema))
}

/// Makes the schema of a tenant if it is not there.
pub(super) async fn make_schema(own: &Database, name: &str) -> Result<(), DatabaseError> {
    let there = Statement::from_sql_and_values(
        own.get_database_backend(),
        "SELECT 1 FROM pg_namespace WHERE nspname = $1",
        [name.into()],
    );
    if own.query_one_raw(there).await?.is_none() {
        let sql = format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(name));
        own.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
