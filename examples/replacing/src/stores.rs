use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use purlin::prelude::*;

use crate::Store;

/// Where the file is.
#[config(prefix = "store")]
pub struct FileStoreConfig {
    /// The file.
    #[config(default = "guests.txt")]
    pub file: PathBuf,
}

/// Keeps lines in a file.
#[provides(as = dyn Store)]
pub struct FileStore {
    config: Arc<FileStoreConfig>,
}

impl Store for FileStore {
    fn append(&self, line: &str) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true);
        writeln!(file.open(&self.config.file)?, "{line}")
    }

    fn lines(&self) -> io::Result<Vec<String>> {
        match fs::read_to_string(&self.config.file) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Provides a store in a file.
#[module(config = FileStoreConfig, components = [FileStore])]
pub struct FileModule;

/// Keeps lines as long as the application runs.
#[provides(as = dyn Store)]
pub struct MemoryStore {
    #[value(Mutex::default())]
    lines: Mutex<Vec<String>>,
}

impl Store for MemoryStore {
    fn append(&self, line: &str) -> io::Result<()> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line.to_owned());
        Ok(())
    }

    fn lines(&self) -> io::Result<Vec<String>> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(lines.clone())
    }
}

/// Provides a store in memory.
#[module(components = [MemoryStore])]
pub struct MemoryModule;

/// Keeps nothing. It is in no module: an application puts it in the place of others.
#[provides(as = dyn Store)]
pub struct Shredder;

impl Store for Shredder {
    fn append(&self, _line: &str) -> io::Result<()> {
        Ok(())
    }

    fn lines(&self) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
