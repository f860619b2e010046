//! Run it: `cargo run -p two-instances -- --config examples/two-instances/purlin.toml`, stop it with Ctrl-C,
//! and look at `orders.log` and `audit.log`.
//!
//! One idea: the application lists [`JournalModule`] twice, each time under a name. All that the
//! module has exists twice: its service, its settings, its health check and its hooks.

use purlin::prelude::*;

mod journal;

pub use journal::{Journal, JournalConfig, JournalModule};

/// Takes orders. It asks for each journal by the name of its instance.
#[provides]
pub struct Ledger {
    #[named("orders")]
    orders: Arc<Journal>,
    #[named("audit")]
    audit: Arc<Journal>,
}

impl Ledger {
    /// Writes an order down, and who gave it.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn take(&self, order: &str, by: &str) -> std::io::Result<()> {
        self.orders.write(order)?;
        self.audit.write(&format!("{by} ordered {order}"))
    }
}

/// Keeps the books.
#[module(components = [Ledger], imports = [JournalModule])]
pub struct LedgerModule;

/// The application. Settings are in `[journal.instances.orders]` and `[journal.instances.audit]`,
/// over what both share in `[journal]`.
#[app(
    modules = [JournalModule as "orders", JournalModule as "audit", LedgerModule],
    expose = [Ledger],
)]
pub struct Books;
