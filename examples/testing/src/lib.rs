//! Try it: `cargo test -p testing`, and read `tests/library.rs`.
//!
//! One idea: a test starts the whole application, with what it cannot have in tests replaced, a clock
//! that stands still, and everything that happens kept.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use purlin::prelude::*;

/// How long things may be kept.
#[config(prefix = "library")]
pub struct LibraryConfig {
    /// Days until a book is due.
    #[config(default = 14, range(1..=365))]
    pub days: u64,
}

/// Sends letters.
pub trait Postman: Send + Sync {
    /// Sends one.
    fn send(&self, to: &str, text: &str);
}

/// The one outside of tests.
#[provides(as = dyn Postman)]
pub struct LogPostman {}

impl Postman for LogPostman {
    fn send(&self, to: &str, text: &str) {
        tracing::info!(to, text, "letter");
    }
}

/// Who has what.
#[provides]
pub struct Loans {
    config: Arc<LibraryConfig>,
    clock: Arc<Clock>,
    postman: Arc<dyn Postman>,
    #[value(Mutex::default())]
    lent: Mutex<Vec<Loan>>,
}

struct Loan {
    title: String,
    to: String,
    due: u64,
}

const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

impl Loans {
    /// Lends a book.
    pub fn lend(&self, title: &str, to: &str) {
        let keep = DAY_MILLIS * self.config.days;
        self.lent().push(Loan {
            title: title.to_owned(),
            to: to.to_owned(),
            due: self.clock.unix_millis() + keep,
        });
        tracing::info!(title, to, "lent");
    }

    /// Writes to everybody whose book is due, once.
    pub fn remind(&self) {
        let now = self.clock.unix_millis();
        for loan in self.lent().extract_if(.., |loan| loan.due <= now) {
            let text = format!("{} is due", loan.title);
            self.postman.send(&loan.to, &text);
        }
    }

    fn lent(&self) -> MutexGuard<'_, Vec<Loan>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lends books, and looks every hour for those that are due.
pub struct LibraryModule;

#[module(config = LibraryConfig, components = [LogPostman, Loans])]
impl LibraryModule {
    #[task]
    async fn remind(loans: Arc<Loans>, stop: Stop) {
        loop {
            tokio::select! {
                () = stop.requested() => return,
                () = tokio::time::sleep(Duration::from_hours(1)) => loans.remind(),
            }
        }
    }
}

/// The application.
#[app(modules = [LibraryModule], expose = [Loans])]
pub struct Library;
