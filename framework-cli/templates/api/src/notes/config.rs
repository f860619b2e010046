use purlin::config::config;

/// What a note may be.
#[config(prefix = "notes")]
pub struct NotesConfig {
    /// The most characters of a note.
    #[config(default = 1000, range(1..=100_000), dynamic)]
    pub max_length: u32,
}
