use purlin::database::{Engine, Migrations, Schema, Sql};

/// The tables of the notes. A migration that has run is never changed: add another.
pub struct NotesSchema;

impl Schema for NotesSchema {
    const NAME: &'static str = "notes";

    fn migrations() -> Migrations {
        let notes = Sql::new(include_str!("../../migrations/0001_notes.sql")).on(
            Engine::Postgres,
            include_str!("../../migrations/0001_notes.postgres.sql"),
        );
        Migrations::new().sql("0001_notes", notes)
    }
}
