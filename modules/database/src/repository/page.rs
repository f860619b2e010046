use sea_orm::{EntityTrait, PaginatorTrait, QuerySelect, Select};

use super::{Managed, Repository};
use crate::DatabaseError;

/// The most rows of a page.
const LARGEST: u64 = 1_000;

/// Which part of many rows, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    page: u64,
    per_page: u64,
}

impl PageRequest {
    /// Page `page`, from 1, of `per_page` rows each.
    ///
    /// # Errors
    /// [`DatabaseError::Page`] if there is no page 0, or none of so many rows: 1 to 1,000.
    pub fn new(page: u64, per_page: u64) -> Result<Self, DatabaseError> {
        if page == 0 {
            return Err(DatabaseError::Page {
                what: "pages are counted from 1",
            });
        }
        size(per_page)?;
        Ok(Self { page, per_page })
    }
}

/// A page has some rows, and not too many.
pub(super) fn size(rows: u64) -> Result<(), DatabaseError> {
    if (1..=LARGEST).contains(&rows) {
        return Ok(());
    }
    Err(DatabaseError::Page {
        what: "a page has 1 to 1000 rows",
    })
}

/// A part of many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// How many rows all pages have together.
    pub total: u64,
    /// Its number, from 1.
    pub page: u64,
    /// How many rows a page has.
    pub per_page: u64,
}

impl<T> Page<T> {
    /// How many pages there are.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page)
    }
}

impl<E: Managed> Repository<E> {
    /// A page of what a query finds, by its number. The query says the order; where rows may be
    /// equal in it, add the key. The database counts all rows and reads those before the page, so
    /// for what is long, [`page_after`](Self::page_after) costs less.
    ///
    /// # Errors
    /// What [`DatabaseError`] makes of a statement that fails.
    pub async fn page(
        &self,
        query: Select<E>,
        request: PageRequest,
    ) -> Result<Page<<E as EntityTrait>::Model>, DatabaseError> {
        let query = self.narrowed(query)?;
        let PageRequest { page, per_page } = request;
        let total = query.clone().count(&self.reader).await?;
        let before = (page - 1).saturating_mul(per_page);
        let items = if before < total {
            let query = query.offset(before).limit(per_page);
            query.all(&self.reader).await?
        } else {
            Vec::new()
        };
        Ok(Page {
            items,
            total,
            page,
            per_page,
        })
    }
}
