use purlin::{
    http_server::{
        Routes,
        axum::{
            Json,
            extract::Path,
            http::{StatusCode, header},
            response::IntoResponse,
        },
        routes,
    },
    prelude::*,
};
use serde::{Deserialize, Serialize};

use super::{NoteError, NoteRepo, NotesConfig};

/// A note as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub text: String,
}

/// A note that a client sends.
#[derive(Clone, Debug, Deserialize)]
pub struct NewNote {
    /// What it says.
    pub text: String,
}

/// The notes over HTTP.
#[contributes(dyn Routes)]
pub struct NotesApi {
    notes: Arc<NoteRepo>,
    config: Live<NotesConfig>,
}

#[routes]
impl NotesApi {
    #[get("/notes")]
    async fn list(&self) -> Result<Json<Vec<Note>>, NoteError> {
        Ok(Json(self.notes.all().await?))
    }

    #[get("/notes/{id}")]
    async fn read(&self, Path(id): Path<i64>) -> Result<Json<Note>, NoteError> {
        Ok(Json(self.notes.find(id).await?))
    }

    #[post("/notes")]
    async fn create(&self, Json(new): Json<NewNote>) -> Result<impl IntoResponse, NoteError> {
        let max = self.config.now().max_length;
        let length = u32::try_from(new.text.chars().count()).unwrap_or(u32::MAX);
        if length == 0 || length > max {
            return Err(NoteError::Length { max });
        }
        let note = self.notes.insert(new.text).await?;
        let location = [(header::LOCATION, format!("/notes/{}", note.id))];
        Ok((StatusCode::CREATED, location, Json(note)))
    }
}
