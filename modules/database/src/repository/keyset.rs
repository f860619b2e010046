use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, Order, PrimaryKeyToColumn,
    QueryFilter, QueryOrder, QuerySelect, Select, Value, sea_query::Condition,
};

use super::{Managed, Repository, cursor, page, unmanageable};
use crate::DatabaseError;

/// An order of rows in which each has a place of its own, and where to go on in it.
#[derive(Clone, Debug)]
pub struct Keyset<E: EntityTrait> {
    columns: Vec<(E::Column, Order)>,
    after: Option<String>,
    limit: u64,
}

/// Rows, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeysetPage<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What [`Keyset::after`] takes to get those that come next; none if there are none.
    pub next: Option<String>,
}

impl<E: EntityTrait> Keyset<E> {
    /// Pages of so many rows, 1 to 1,000, in the order of the key.
    #[must_use]
    pub fn new(limit: u64) -> Self {
        Self {
            columns: Vec::new(),
            after: None,
            limit,
        }
    }

    /// In the order of a column first, which is never empty; after that of those that were named
    /// before. The key comes last by itself.
    #[must_use]
    pub fn by(mut self, column: E::Column, order: Order) -> Self {
        self.columns.push((column, order));
        self
    }

    /// What comes after a page: its [`next`](KeysetPage::next), as it was given.
    #[must_use]
    pub fn after(mut self, cursor: impl Into<String>) -> Self {
        self.after = Some(cursor.into());
        self
    }

    /// All columns of the order; each row has a place of its own in it.
    fn columns(&self) -> Vec<(E::Column, Order)> {
        let mut columns = Vec::with_capacity(self.columns.len() + 1);
        columns.extend(self.columns.iter().cloned());
        for part in E::PrimaryKey::iter() {
            let column = part.into_column();
            if columns
                .iter()
                .all(|(known, _)| known.as_str() != column.as_str())
            {
                columns.push((column, Order::Asc));
            }
        }
        columns
    }
}

impl<E: Managed> Repository<E> {
    /// The rows of a query that come after a place, in an order of its own: it costs the same
    /// however far that is, and rows that come and go meanwhile neither repeat others nor leave
    /// them out. An order that the query says itself comes before; it should say none.
    ///
    /// # Errors
    /// [`DatabaseError::Page`] if the cursor is none of this order, or the size none of a page;
    /// [`DatabaseError::Unmanageable`] if a column of the order is empty in a row, or of a type
    /// that no cursor has; what [`DatabaseError`] makes of a statement that fails.
    pub async fn page_after(
        &self,
        query: Select<E>,
        keyset: &Keyset<E>,
    ) -> Result<KeysetPage<<E as EntityTrait>::Model>, DatabaseError> {
        page::size(keyset.limit)?;
        let columns = keyset.columns();
        let mut query = self.narrowed(query)?;
        if let Some(cursor) = &keyset.after {
            let values = cursor::read(cursor, columns.len()).ok_or(DatabaseError::Page {
                what: "the cursor is not one that this order has given",
            })?;
            query = query.filter(beyond(&columns, &values));
        }
        for (column, order) in &columns {
            query = query.order_by(*column, order.clone());
        }
        // One more tells whether there is more.
        let mut items = query.limit(keyset.limit + 1).all(&self.reader).await?;
        let limit = usize::try_from(keyset.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = match items.last().filter(|_| more) {
            None => None,
            Some(last) => {
                let values = columns.iter().map(|(column, _)| last.get(*column));
                let cursor = cursor::write(values).ok_or_else(|| {
                    unmanageable::<E>("a column of the order is empty, or of a type without order")
                })?;
                Some(cursor)
            }
        };
        Ok(KeysetPage { items, next })
    }
}

/// Later in the first column; or the same there, and later in the rest.
fn beyond<C: ColumnTrait>(columns: &[(C, Order)], values: &[Value]) -> Condition {
    let mut any = Condition::any();
    for at in 0..columns.len() {
        let mut all = Condition::all();
        for ((column, _), value) in columns.iter().zip(values).take(at) {
            all = all.add(column.eq(value.clone()));
        }
        let (column, order) = &columns[at];
        let value = values[at].clone();
        all = all.add(match order {
            Order::Desc => column.lt(value),
            _ => column.gt(value),
        });
        any = any.add(all);
    }
    any
}
