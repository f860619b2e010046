//! Lists that are narrowed by their readers, `?filter[status]=open`.

mod condition;
mod field;
mod operators;
mod read;
mod value;

use std::ops::Deref;

use purlin::config::closest;
use purlin_http_server::{
    Problem,
    axum::{
        extract::{FromRequestParts, Query},
        http::{StatusCode, request::Parts},
    },
};
use serde::de::DeserializeOwned;

pub use condition::Condition;
pub use operators::{Between, Exactly, Words};

/// A list cannot be narrowed like that.
pub(crate) const FILTER: &str = "PL1704";
/// All parameters begin so.
pub(crate) const PREFIX: &str = "filter";

/// What a list is narrowed to, `?filter[status]=open&filter[price_cents][lte]=1000`: an extractor.
///
/// The fields of `T` are all that can be asked about, and the type of each says how: [`Exactly`],
/// [`Between`], [`Words`], or an `Option` of anything that is read from a text. Whatever else stands
/// in `filter[…]` is a 400 with the code `PL1704` that names every mistake and what there is. The
/// contract has a parameter for each field and operator.
///
/// ```
/// use purlin_api::{Between, Exactly, Filter, schemars::{self, JsonSchema}};
/// use serde::Deserialize;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
/// #[serde(rename_all = "lowercase")]
/// enum Status { Open, Paid }
///
/// /// What orders can be asked for by.
/// #[derive(Debug, Deserialize, JsonSchema)]
/// struct OrderFilter {
///     /// Where it stands.
///     status: Exactly<Status>,
///     /// Its sum.
///     total_cents: Between<i64>,
/// }
///
/// let asked = "filter[status]=open,paid&filter[total_cents][gte]=100";
/// let filter: Filter<OrderFilter> = Filter::read(asked).unwrap();
/// assert!(filter.status.matches(&Status::Paid));
/// assert!(filter.total_cents.matches(&100) && !filter.total_cents.matches(&99));
///
/// let problem = Filter::<OrderFilter>::read("filter[statos]=open").unwrap_err();
/// assert_eq!(problem.status(), 400);
/// assert!(problem.errors()[0].message.contains("did you mean `status`?"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter<T>(pub T);

impl<T: DeserializeOwned> Filter<T> {
    /// Reads the query of an address; what is no `filter[…]` is for others.
    ///
    /// # Errors
    /// A 400 with the code `PL1704` and every mistake.
    pub fn read(query: &str) -> Result<Self, Problem> {
        let pairs = pairs(query)?;
        read::filter(pairs).map(Self).map_err(|wrong| {
            let detail = "the list cannot be narrowed like that";
            Problem::new(StatusCode::BAD_REQUEST, detail)
                .with_code(FILTER)
                .with_fields(wrong)
        })
    }
}

/// What is said of a name that there is not.
pub(crate) fn unknown<N: AsRef<str>>(what: &str, given: &str, known: &[N]) -> String {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let there_are = known.join("`, `");
    match closest(given, known) {
        Some(near) => {
            format!("there is no {what} `{given}`: did you mean `{near}`? There are `{there_are}`")
        }
        None => format!("there is no {what} `{given}`: there are `{there_are}`"),
    }
}

/// Names and values of a query, decoded.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    // The place of an address whose query this is does not matter.
    let uri = format!("/?{query}").parse();
    let read = uri.ok().and_then(|uri| Query::try_from_uri(&uri).ok());
    read.map(|Query(pairs)| pairs)
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "the query cannot be read"))
}

impl<T> Deref for Filter<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Filter<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(parts.uri.query().unwrap_or_default())
    }
}
