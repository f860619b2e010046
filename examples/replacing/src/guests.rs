use std::io;

use purlin::prelude::*;

/// Keeps lines.
pub trait Store: Send + Sync {
    /// Appends a line.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn append(&self, line: &str) -> io::Result<()>;

    /// All lines that are kept.
    ///
    /// # Errors
    /// If they cannot be read.
    fn lines(&self) -> io::Result<Vec<String>>;
}

/// Who was here.
#[provides]
pub struct Guestbook {
    store: Arc<dyn Store>,
}

impl Guestbook {
    /// Signs the book, and says who the guest is after.
    ///
    /// # Errors
    /// If the store does not keep it.
    pub fn sign(&self, guest: &str) -> io::Result<String> {
        let before = self.store.lines()?;
        self.store.append(guest)?;
        Ok(match before.last() {
            Some(last) => format!("{guest}, after {last}"),
            None => format!("{guest}, the first"),
        })
    }
}

/// Keeps the guestbook, wherever.
#[module(components = [Guestbook])]
pub struct GuestbookModule;
