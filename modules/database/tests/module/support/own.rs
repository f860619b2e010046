//! What servers of a test's own have in common.

use std::{fs, os::unix::fs::MetadataExt, path::Path};

/// A server that may be restarted.
pub(crate) trait Restarts: Send + Sync + 'static {
    /// Its address, with a database.
    fn url(&self) -> String;

    /// The number of its process.
    fn process(&self) -> u32;

    /// Stops it and starts it again: without a word to anybody, as a crash does, or after it has
    /// told its clients.
    fn restart(&self, crash: bool);
}

pub(crate) fn is_root(folder: &Path) -> bool {
    fs::metadata(folder).unwrap().uid() == 0
}

/// The user and the group of the first of these that this machine has.
pub(crate) fn user_of(names: &[&str]) -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    names.iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
