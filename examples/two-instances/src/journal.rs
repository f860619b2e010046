use std::{
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::PathBuf,
    sync::Mutex,
};

use purlin::prelude::*;

/// Where a journal is.
#[config(prefix = "journal")]
pub struct JournalConfig {
    /// The folder of the journals.
    #[config(default = ".")]
    pub folder: PathBuf,
    /// The file in it.
    pub file: String,
}

/// Lines in a file.
pub struct Journal {
    file: Mutex<File>,
}

impl Journal {
    /// Appends a line.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, line: &str) -> io::Result<()> {
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("a writer panicked"))?;
        writeln!(file, "{line}")
    }
}

/// Keeps a journal. It knows nothing of its instances.
pub struct JournalModule;

#[module(config = JournalConfig)]
impl JournalModule {
    #[provides]
    fn journal(config: &JournalConfig) -> io::Result<Journal> {
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true);
        Ok(Journal {
            file: Mutex::new(file.open(config.folder.join(&config.file))?),
        })
    }

    #[on_start]
    fn begin(journal: &Journal) -> io::Result<()> {
        journal.write("begin")
    }

    #[on_stop]
    fn end(journal: &Journal) -> io::Result<()> {
        journal.write("end")
    }
}
