use purlin::database::{Migrations, Schema};

/// The tables of the notes. A migration that has run is never changed: add another.
pub struct NotesSchema;

impl Schema for NotesSchema {
    const NAME: &'static str = "notes";

    fn migrations() -> Migrations {
        Migrations::new().sql(
            "0001_notes",
            include_str!("../../migrations/0001_notes.sql"),
        )
    }
}
