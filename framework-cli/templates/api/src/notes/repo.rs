use purlin::{
    database::{
        Migrated,
        sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder},
    },
    prelude::*,
};

use super::{
    Note, NoteError, NotesSchema,
    entity::{ActiveModel, Column, Entity, Model},
};

/// Notes in the database.
#[provides]
pub struct NoteRepo {
    database: Arc<Migrated<NotesSchema>>,
}

impl NoteRepo {
    /// Keeps a text as a note.
    ///
    /// # Errors
    /// [`NoteError::Database`].
    pub async fn insert(&self, text: String) -> Result<Note, NoteError> {
        let row = ActiveModel {
            text: Set(text),
            ..Default::default()
        };
        Ok(note(row.insert(self.database.connection()).await?))
    }

    /// The note with this id.
    ///
    /// # Errors
    /// [`NoteError::NotFound`] or [`NoteError::Database`].
    pub async fn find(&self, id: i64) -> Result<Note, NoteError> {
        let row = Entity::find_by_id(id)
            .one(self.database.connection())
            .await?;
        row.map(note).ok_or(NoteError::NotFound(id))
    }

    /// Every note, the oldest first.
    ///
    /// # Errors
    /// [`NoteError::Database`].
    pub async fn all(&self) -> Result<Vec<Note>, NoteError> {
        let query = Entity::find().order_by_asc(Column::Id);
        let rows = query.all(self.database.connection()).await?;
        Ok(rows.into_iter().map(note).collect())
    }
}

fn note(row: Model) -> Note {
    Note {
        id: row.id,
        text: row.text,
    }
}
