use purlin::{
    cache::CacheError,
    database::{DatabaseError, sea_orm::DbErr},
    http_server::{
        Problem,
        axum::{
            http::StatusCode,
            response::{IntoResponse, Response},
        },
    },
};

/// Why the catalog has no answer.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// There is no such product.
    #[error("there is no product `{0}`")]
    NotFound(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The cache failed.
    #[error(transparent)]
    Cache(#[from] CacheError),
}

impl From<DbErr> for CatalogError {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl IntoResponse for CatalogError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(_) => {
                Problem::new(StatusCode::NOT_FOUND, self.to_string()).into_response()
            }
            Self::Database(_) | Self::Cache(_) => {
                tracing::error!(error = %self, cause = ?self, "the catalog cannot be read");
                Problem::of(StatusCode::SERVICE_UNAVAILABLE).into_response()
            }
        }
    }
}
