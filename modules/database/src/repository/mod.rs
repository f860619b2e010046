//! A repository for an entity: found, kept, changed and removed, by the rules of its table.

mod cursor;
mod keyset;
mod managed;
mod owner;
mod page;

use std::{fmt, marker::PhantomData};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, EntityName, EntityTrait,
    IntoActiveModel, Iterable, PaginatorTrait, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter,
    Select, Value,
    sea_query::{Condition, Expr, ExprTrait, IntoCondition, IntoValueTuple},
};

pub use keyset::{Keyset, KeysetPage};
pub use managed::Managed;
pub use page::{Page, PageRequest};

use crate::{Database, DatabaseError, Reader};
use managed::{Moment, number, stamp};

/// The rows of one entity.
///
/// Whatever the entity says of its columns ([`Managed`]) is kept: a version that is counted, so
/// that nobody overwrites what he has not seen; rows that are marked as deleted instead of
/// removed; when and by whom a row was made and changed, by the clock and the principal of the
/// current context; whose it is, where rows belong to tenants ([`Tenancy::Row`](crate::Tenancy::Row)). Statements are done in the current transaction, if there is one, and every
/// value is bound.
///
/// ```
/// use purlin_database::{Database, DatabaseError, Managed, sea_orm::{self, ActiveValue::Set, entity::prelude::*}};
///
/// #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
/// #[sea_orm(table_name = "notes")]
/// pub struct Model {
///     #[sea_orm(primary_key)]
///     pub id: i64,
///     pub text: String,
///     pub version: i64,
/// }
///
/// #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
/// pub enum Relation {}
///
/// impl ActiveModelBehavior for ActiveModel {}
///
/// impl Managed for Entity {
///     fn version() -> Option<Column> {
///         Some(Column::Version)
///     }
/// }
///
/// # async fn example(database: &Database) -> Result<(), DatabaseError> {
/// let notes = database.repository::<Entity>();
/// let note = notes.insert(ActiveModel { text: Set("a".to_owned()), ..Default::default() }).await?;
/// let mut changed: ActiveModel = note.into();
/// changed.text = Set("b".to_owned());
/// let note = notes.update(changed).await?;
/// assert_eq!(note.version, 2);
/// # Ok(())
/// # }
/// # fn main() {}
/// ```
pub struct Repository<E> {
    reader: Reader,
    deleted_too: bool,
    of_all: bool,
    entity: PhantomData<fn() -> E>,
}

type Key<E> = <<E as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::ValueType;

impl Database {
    /// The rows of an entity.
    #[must_use]
    pub fn repository<E: Managed>(&self) -> Repository<E> {
        Repository {
            reader: self.reader(false),
            deleted_too: false,
            of_all: false,
            entity: PhantomData,
        }
    }
}

impl<E: Managed> Repository<E> {
    /// The same, which sees rows that are marked as deleted, too.
    #[must_use]
    pub fn with_deleted(&self) -> Self {
        Self {
            deleted_too: true,
            ..self.clone()
        }
    }

    /// The same, which reads what may be a little late, from a replica: see
    /// [`Database::read`]. What it writes, it writes to the database.
    #[must_use]
    pub fn reading_replicas(&self) -> Self {
        Self {
            reader: self.database().read(),
            ..self.clone()
        }
    }

    /// The database that it is in.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.reader.database()
    }

    /// A query for its rows, to be narrowed, ordered and joined as sea-orm does. It finds nothing if
    /// rows belong to tenants and none is current.
    #[must_use]
    pub fn select(&self) -> Select<E> {
        let mine = match self.mine() {
            Ok(None) => None,
            Ok(Some((column, tenant))) => Some(column.eq(tenant)),
            Err(_) => Some(Expr::val(1).eq(0)),
        };
        let mut query = E::find();
        for so in [self.living(), mine.map(IntoCondition::into_condition)] {
            query = match so {
                Some(so) => query.filter(so),
                None => query,
            };
        }
        query
    }

    fn living(&self) -> Option<Condition> {
        let column = E::deleted_at().filter(|_| !self.deleted_too)?;
        Some(column.is_null().into_condition())
    }

    /// The row with this key.
    ///
    /// # Errors
    /// What [`DatabaseError`] makes of a statement that fails; [`DatabaseError::NoTenant`] if rows
    /// belong to tenants and none is current.
    pub async fn find(
        &self,
        key: impl Into<Key<E>> + Send,
    ) -> Result<Option<E::Model>, DatabaseError> {
        let query = self.select().filter(self.of_key(key.into())?);
        Ok(query.one(&self.reader).await?)
    }

    /// The row with this key.
    ///
    /// # Errors
    /// [`DatabaseError::NotFound`] if there is none.
    pub async fn get(&self, key: impl Into<Key<E>> + Send) -> Result<E::Model, DatabaseError> {
        self.find(key).await?.ok_or_else(not_found::<E>)
    }

    /// The rows that are so.
    ///
    /// # Errors
    /// Those of [`find`](Self::find).
    pub async fn find_all(
        &self,
        so: impl IntoCondition + Send,
    ) -> Result<Vec<E::Model>, DatabaseError> {
        let query = self.narrowed(self.select())?.filter(so.into_condition());
        Ok(query.all(&self.reader).await?)
    }

    /// How many rows are so.
    ///
    /// # Errors
    /// Those of [`find`](Self::find).
    pub async fn count(&self, so: impl IntoCondition + Send) -> Result<u64, DatabaseError> {
        let query = self.narrowed(self.select())?.filter(so.into_condition());
        Ok(query.count(&self.reader).await?)
    }

    /// Adds a row: version 1, made and changed now by the principal of the context. Gives it as it
    /// is in the database.
    ///
    /// # Errors
    /// Those of [`find`](Self::find), such as a key that is taken;
    /// [`DatabaseError::Unmanageable`] if a column that is managed has a type that cannot be.
    pub async fn insert<A>(&self, row: A) -> Result<E::Model, DatabaseError>
    where
        A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<A>,
    {
        let mut row = row;
        let moment = Moment::now(self.database());
        if let Some((column, tenant)) = self.mine()? {
            row.set(column, tenant.into());
        }
        if let Some(version) = E::version() {
            row.set(version, number::<E>(version, 1)?);
        }
        for (at, by) in [
            (E::created_at(), E::created_by()),
            (E::updated_at(), E::updated_by()),
        ] {
            if let Some(at) = at {
                row.set(at, stamp::<E>(at, moment.at)?);
            }
            if let Some(by) = by {
                row.set(by, Value::from(moment.by.clone()));
            }
        }
        Ok(row.insert(self.database()).await?)
    }

    /// Changes a row in the columns that are set. With a version it has to be the one that was
    /// read; then it is counted up. Gives the row as it is in the database.
    ///
    /// # Errors
    /// [`DatabaseError::Stale`] if somebody else has changed it since it was read, and nothing is
    /// changed; [`DatabaseError::NotFound`] if it is not there;
    /// [`DatabaseError::Unmanageable`]; those of [`find`](Self::find).
    pub async fn update<A>(&self, row: A) -> Result<E::Model, DatabaseError>
    where
        A: ActiveModelTrait<Entity = E> + Send,
    {
        let mut row = row;
        let mut key = Condition::all();
        for part in E::PrimaryKey::iter() {
            let column = part.into_column();
            let (ActiveValue::Set(value) | ActiveValue::Unchanged(value)) = row.get(column) else {
                return Err(unmanageable::<E>("a row that is to be changed has no key"));
            };
            row.not_set(column);
            key = key.add(column.eq(value));
        }
        if let Some((column, tenant)) = self.mine()? {
            // It stays whose it is.
            row.not_set(column);
            key = key.add(column.eq(tenant));
        }
        let mut here = key.clone();
        if let Some(living) = self.living() {
            here = here.add(living);
        }
        let versioned = E::version();
        if let Some(version) = versioned {
            let (ActiveValue::Set(read) | ActiveValue::Unchanged(read)) = row.get(version) else {
                return Err(unmanageable::<E>(
                    "a row that is to be changed does not say which version of it was read",
                ));
            };
            row.not_set(version);
            here = here.add(version.eq(read));
        }
        let moment = Moment::now(self.database());
        if let Some(at) = E::updated_at() {
            row.set(at, stamp::<E>(at, moment.at)?);
        }
        if let Some(by) = E::updated_by() {
            row.set(by, Value::from(moment.by));
        }
        let mut update = E::update_many().set(row).filter(here);
        if let Some(version) = versioned {
            update = update.col_expr(version, Expr::col(version).add(1));
        }
        let changed = update.exec(self.database()).await?.rows_affected;
        let found = self.select().filter(key).one(self.database()).await?;
        match found {
            None => Err(not_found::<E>()),
            Some(_) if changed == 0 => Err(DatabaseError::Stale {
                table: table::<E>(),
            }),
            Some(row) => Ok(row),
        }
    }

    /// Removes a row, or marks it as deleted if the entity says so. Whether it was there.
    ///
    /// # Errors
    /// [`DatabaseError::Unmanageable`]; those of [`find`](Self::find).
    pub async fn delete(&self, key: impl Into<Key<E>> + Send) -> Result<bool, DatabaseError> {
        let Some(deleted) = E::deleted_at() else {
            return self.purge(key).await;
        };
        let moment = Moment::now(self.database());
        let at = stamp::<E>(deleted, moment.at)?;
        let living = self.of_key(key.into())?.add(deleted.is_null());
        self.mark(living, deleted, at, moment).await
    }

    /// Takes the mark of a deleted row away. Whether there was such a row.
    ///
    /// # Errors
    /// Those of [`delete`](Self::delete); [`DatabaseError::Unmanageable`] if the entity has no
    /// such mark.
    pub async fn restore(&self, key: impl Into<Key<E>> + Send) -> Result<bool, DatabaseError> {
        let Some(deleted) = E::deleted_at() else {
            return Err(unmanageable::<E>("its rows are not marked as deleted"));
        };
        let moment = Moment::now(self.database());
        let nothing = stamp::<E>(deleted, moment.at)?.as_null();
        let gone = self.of_key(key.into())?.add(deleted.is_not_null());
        self.mark(gone, deleted, nothing, moment).await
    }

    /// Removes a row for good, also one that is marked as deleted. Whether it was there.
    ///
    /// # Errors
    /// Those of [`find`](Self::find).
    pub async fn purge(&self, key: impl Into<Key<E>> + Send) -> Result<bool, DatabaseError> {
        let delete = E::delete_many().filter(self.of_key(key.into())?);
        Ok(delete.exec(self.database()).await?.rows_affected > 0)
    }

    async fn mark(
        &self,
        rows: Condition,
        column: E::Column,
        mark: Value,
        moment: Moment,
    ) -> Result<bool, DatabaseError> {
        let mut update = E::update_many()
            .filter(rows)
            .col_expr(column, Expr::val(mark));
        if let Some(at) = E::updated_at() {
            update = update.col_expr(at, Expr::val(stamp::<E>(at, moment.at)?));
        }
        if let Some(by) = E::updated_by() {
            update = update.col_expr(by, Expr::val(moment.by));
        }
        if let Some(version) = E::version() {
            update = update.col_expr(version, Expr::col(version).add(1));
        }
        Ok(update.exec(self.database()).await?.rows_affected > 0)
    }
}

/// The row with this key.
fn of_key<E: EntityTrait>(key: Key<E>) -> Condition {
    let parts = E::PrimaryKey::iter().zip(key.into_value_tuple());
    parts.fold(Condition::all(), |so, (part, value)| {
        so.add(part.into_column().eq(value))
    })
}

fn table<E: EntityName + Default>() -> String {
    E::default().table_name().to_owned()
}

fn not_found<E: EntityName + Default>() -> DatabaseError {
    DatabaseError::NotFound {
        table: table::<E>(),
    }
}

fn unmanageable<E: EntityName + Default>(what: impl Into<String>) -> DatabaseError {
    DatabaseError::Unmanageable {
        table: table::<E>(),
        what: what.into(),
    }
}

impl<E> Clone for Repository<E> {
    fn clone(&self) -> Self {
        Self {
            reader: self.reader.clone(),
            deleted_too: self.deleted_too,
            of_all: self.of_all,
            entity: PhantomData,
        }
    }
}

impl<E: EntityName + Default> fmt::Debug for Repository<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Repository({})", table::<E>())
    }
}
