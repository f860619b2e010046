use purlin_http_server::{
    Problem,
    axum::http::{StatusCode, Uri},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// As many items as a page can have.
const MOST_PER_PAGE: u64 = 100;
/// The last page that can be asked for; databases count in `i64`.
const LAST_PAGE: u64 = i64::MAX.unsigned_abs() / MOST_PER_PAGE;

/// Which page of a list is asked for, `?page=2&per_page=50`: take it as `Query<PageRequest>`.
///
/// ```
/// use purlin_api::PageRequest;
///
/// let request = PageRequest { page: 3, per_page: 20 };
/// assert_eq!(request.offset().unwrap(), 40);
/// let problem = PageRequest { page: 0, per_page: 101 }.offset().unwrap_err();
/// assert_eq!((problem.status().as_u16(), problem.errors().len()), (422, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PageRequest {
    /// The page, from 1.
    #[schemars(range(min = 1, max = LAST_PAGE))]
    pub page: u64,
    /// Items on a page.
    #[schemars(range(min = 1, max = MOST_PER_PAGE))]
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
    /// A 422 that names what is out of range.
    pub fn offset(self) -> Result<u64, Problem> {
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "there is no such page");
        let limits = [
            ("page", self.page, LAST_PAGE),
            ("per_page", self.per_page, MOST_PER_PAGE),
        ];
        for (field, value, most) in limits {
            if !(1..=most).contains(&value) {
                problem = problem.with_field(field, format!("must be from 1 to {most}"));
            }
        }
        if problem.errors().is_empty() {
            Ok((self.page - 1) * self.per_page)
        } else {
            Err(problem)
        }
    }
}

/// A page of a list: answer with `Json<Paged<T>>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub struct Paged<T> {
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

impl<T> Paged<T> {
    /// The page that answers `request`, asked for at this address: the next one is asked for in the
    /// same way, with every other parameter that the address has.
    ///
    /// ```
    /// use purlin_api::{PageRequest, Paged};
    ///
    /// let asked = "/orders?filter[status]=open&page=1&per_page=2".parse().unwrap();
    /// let page = Paged::of(&asked, PageRequest { page: 1, per_page: 2 }, vec!["a", "b"], 3);
    /// let next = "/orders?filter[status]=open&page=2&per_page=2";
    /// assert_eq!(page.next.as_deref(), Some(next));
    /// ```
    #[must_use]
    pub fn of(asked: &Uri, request: PageRequest, items: Vec<T>, total: u64) -> Self {
        let own = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default();
            !part.is_empty() && name != "page" && name != "per_page"
        };
        let kept = asked.query().unwrap_or_default().split('&').filter(own);
        let kept: String = kept.flat_map(|part| [part, "&"]).collect();
        Self::next_after(&format!("{}?{kept}", asked.path()), request, items, total)
    }

    /// The page that answers `request` in the list at `path`.
    #[must_use]
    pub fn new(path: &str, request: PageRequest, items: Vec<T>, total: u64) -> Self {
        Self::next_after(&format!("{path}?"), request, items, total)
    }

    /// `before` is what stands before the parameters of the next page.
    fn next_after(before: &str, request: PageRequest, items: Vec<T>, total: u64) -> Self {
        let PageRequest { page, per_page } = request;
        let more = page.saturating_mul(per_page) < total;
        Self {
            items,
            page,
            per_page,
            total,
            next: more.then(|| format!("{before}page={}&per_page={per_page}", page + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_next() {
        let request = |page| PageRequest { page, per_page: 2 };
        let next = |page, total| Paged::new("/orders", request(page), vec![(); 2], total).next;
        assert_eq!(next(1, 3).as_deref(), Some("/orders?page=2&per_page=2"));
        assert_eq!((next(2, 4), next(2, 3), next(1, 0)), (None, None, None));
    }
}
