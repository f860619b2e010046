use purlin::{
    database::{DatabaseError, sea_orm::DbErr},
    http_server::{
        FieldProblem, Problem,
        axum::{
            http::StatusCode,
            response::{IntoResponse, Response},
        },
    },
};
use storefront_catalog::CatalogError;

use super::OrderStatus;

/// Why an order is not placed, found or paid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// The order breaks rules: all of them that it breaks.
    #[error("the order has {} problems", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// The order keeps to the contract, and the shop cannot take it as it stands: all that is in the way.
    #[error("the shop cannot take the order for {} reasons", .0.len())]
    Refused(Vec<FieldProblem>),
    /// There is no such order.
    #[error("there is no such order")]
    NotFound,
    /// Only an open order can be paid.
    #[error("the order is {0}")]
    NotOpen(OrderStatus),
    /// The catalog has no answer.
    #[error("the catalog has no answer")]
    Catalog(#[from] CatalogError),
    /// Something that the request needs could not be made.
    #[error("something the request needs could not be made")]
    Request(#[source] purlin::error::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for OrderError {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        let detail = error.to_string();
        match error {
            OrderError::Invalid(fields) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail).with_fields(fields)
            }
            OrderError::Refused(fields) => {
                Self::new(StatusCode::CONFLICT, detail).with_fields(fields)
            }
            OrderError::NotFound => Self::new(StatusCode::NOT_FOUND, detail),
            OrderError::NotOpen(_) => Self::new(StatusCode::CONFLICT, detail),
            OrderError::Catalog(_) | OrderError::Request(_) | OrderError::Database(_) => {
                tracing::error!(%error, cause = ?error, "an order request failed");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "please try again later")
            }
        }
    }
}

impl IntoResponse for OrderError {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
