use purlin::{
    database::{Database, Migrated},
    prelude::*,
};

use super::{NoteRepo, NotesApi, NotesConfig, NotesSchema};

/// Keeps notes and serves `/notes`.
pub struct NotesModule;

#[module(config = NotesConfig, components = [NoteRepo, NotesApi])]
impl NotesModule {
    /// The tables, migrated before anybody asks for them.
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<NotesSchema>, Error> {
        Ok(database.migrate().await?)
    }
}
