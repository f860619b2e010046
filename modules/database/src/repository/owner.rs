//! Whose the rows are, where tenants are in the same tables.

use sea_orm::{ColumnTrait, QueryFilter, Select, sea_query::Condition};

use super::{Key, Managed, Repository, of_key};
use crate::{DatabaseError, Tenancy, tenant};

impl<E: Managed> Repository<E> {
    /// The same, which sees and writes the rows of every tenant, for administrators: what it adds has
    /// to say whose it is.
    #[must_use]
    pub fn of_all_tenants(&self) -> Self {
        Self {
            of_all: true,
            ..self.clone()
        }
    }

    /// The column that says whose a row is, and the current tenant; none if rows are everybody's.
    pub(super) fn mine(&self) -> Result<Option<(E::Column, String)>, DatabaseError> {
        let by_row = self.database().settings().tenancy == Tenancy::Row;
        let Some(column) = E::tenant().filter(|_| by_row && !self.of_all) else {
            return Ok(None);
        };
        let tenant = tenant::current().ok_or(DatabaseError::NoTenant)?;
        Ok(Some((column, tenant.as_str().to_owned())))
    }

    /// The row with this key, if it is not another tenant's.
    pub(super) fn of_key(&self, key: Key<E>) -> Result<Condition, DatabaseError> {
        let here = of_key::<E>(key);
        Ok(match self.mine()? {
            Some((column, tenant)) => here.add(column.eq(tenant)),
            None => here,
        })
    }

    /// What a query finds of the current tenant, also if it was made elsewhere.
    pub(super) fn narrowed(&self, query: Select<E>) -> Result<Select<E>, DatabaseError> {
        Ok(match self.mine()? {
            Some((column, tenant)) => query.filter(column.eq(tenant)),
            None => query,
        })
    }
}
