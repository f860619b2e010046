//! Keeps notes: their table, and the routes below `/notes`.

mod api;
mod config;
mod entity;
mod error;
mod module;
mod repo;
mod schema;

pub use api::{NewNote, Note, NotesApi};
pub use config::NotesConfig;
pub use error::NoteError;
pub use module::NotesModule;
pub use repo::NoteRepo;
pub use schema::NotesSchema;
