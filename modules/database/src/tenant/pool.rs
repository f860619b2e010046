use purlin::error::Error;

use crate::{Database, DatabaseError};

/// The database or schema of one tenant: opened when it is first asked, closed when the tenant is
/// removed and the last request has left it. [`Database`] finds it by the context.
#[derive(Debug)]
pub struct TenantDatabase(Database);

impl TenantDatabase {
    /// Opens that of the current tenant.
    pub(crate) async fn open(database: &Database) -> Result<Self, Error> {
        let tenant = super::current().ok_or(DatabaseError::NoTenant)?;
        Ok(Self(database.for_tenant(&tenant).await?))
    }

    /// The database itself.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.0
    }

    pub(crate) async fn close(&self) -> Result<(), Error> {
        Ok(self.0.close().await?)
    }
}
