use serde::{Deserialize, Serialize};

use super::{FieldProblem, OrderError};

const MOST_PER_PAGE: u64 = 100;

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PageRequest {
    /// The page, from 1.
    pub page: u64,
    /// Items on a page, 1 to 100.
    pub per_page: u64,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            page: 1,
            per_page: 20,
        }
    }
}

impl PageRequest {
    /// How many items come before this page.
    ///
    /// # Errors
    /// [`OrderError::Invalid`] if the page or its size is out of range.
    pub fn offset(self) -> Result<u64, OrderError> {
        let mut problems = Vec::new();
        let mut refuse = |field: &str, message: String| {
            problems.push(FieldProblem {
                field: field.to_owned(),
                message,
            });
        };
        if !(1..=MOST_PER_PAGE).contains(&self.per_page) {
            refuse("per_page", format!("must be from 1 to {MOST_PER_PAGE}"));
        }
        let last = i64::MAX.unsigned_abs() / MOST_PER_PAGE;
        if !(1..=last).contains(&self.page) {
            refuse("page", format!("must be from 1 to {last}"));
        }
        if problems.is_empty() {
            Ok((self.page - 1) * self.per_page)
        } else {
            Err(OrderError::Invalid(problems))
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// What is on the page.
    pub items: Vec<T>,
    /// The page, from 1.
    pub page: u64,
    /// Items that would fit on it.
    pub per_page: u64,
    /// Items of all pages.
    pub total: u64,
    /// Where the next page is, if there is one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page that answers `request` in the list at `path`.
    #[must_use]
    pub fn new(path: &str, request: PageRequest, items: Vec<T>, total: u64) -> Self {
        let PageRequest { page, per_page } = request;
        let more = page.saturating_mul(per_page) < total;
        Self {
            items,
            page,
            per_page,
            total,
            next: more.then(|| format!("{path}?page={}&per_page={per_page}", page + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(page: u64, per_page: u64) -> PageRequest {
        PageRequest { page, per_page }
    }

    #[test]
    fn a_page_out_of_range_is_refused_with_all_that_is_wrong() {
        assert_eq!(request(3, 20).offset().ok(), Some(40));
        for (page, per_page, wrong) in [(0, 20, 1), (1, 101, 1), (0, 0, 2), (u64::MAX, 100, 1)] {
            match request(page, per_page).offset() {
                Err(OrderError::Invalid(fields)) => assert_eq!(fields.len(), wrong),
                other => panic!("{page}, {per_page}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_last_page_has_no_next() {
        let next = |page, total| Page::new("/orders", request(page, 2), vec![(); 2], total).next;
        assert_eq!(next(1, 3).as_deref(), Some("/orders?page=2&per_page=2"));
        assert_eq!((next(2, 4), next(2, 3), next(1, 0)), (None, None, None));
    }
}
