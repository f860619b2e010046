use purlin::{
    database::{DatabaseError, sea_orm::DbErr},
    http_server::axum::{
        http::StatusCode,
        response::{IntoResponse, Response},
    },
};

/// Why there is no note.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// There is no such note.
    #[error("there is no note {0}")]
    NotFound(i64),
    /// The text is empty or too long.
    #[error("a note has 1 to {max} characters")]
    Length {
        /// The most characters that it may have.
        max: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for NoteError {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

impl IntoResponse for NoteError {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound(_) => (StatusCode::NOT_FOUND, self.to_string()).into_response(),
            Self::Length { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, self.to_string()).into_response()
            }
            // What the database says is for the operator, not for the client.
            Self::Database(error) => {
                tracing::error!(%error, cause = ?error, "notes cannot be read or kept");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }
}
