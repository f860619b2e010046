//! Try it: `cargo test -p replacing`, and read `tests/guests.rs`.
//!
//! One idea: who asks for an interface does not know who provides it, so there are three ways to put
//! something else in its place. [`Rehearsal`] lists another module, [`Demonstration`] replaces one
//! service, and a test replaces it with a value.

use purlin::prelude::*;

mod guests;
mod stores;

pub use guests::{Guestbook, GuestbookModule, Store};
pub use stores::{FileModule, FileStore, FileStoreConfig, MemoryModule, MemoryStore, Shredder};

/// The application: guests are kept in a file.
#[app(modules = [FileModule, GuestbookModule], expose = [Guestbook])]
pub struct Inn;

/// The same with another module that provides the same interface: nothing is kept, and the settings
/// of the file are not there.
#[app(modules = [MemoryModule, GuestbookModule], expose = [Guestbook])]
pub struct Rehearsal;

/// The same modules with one service in the place of another, whoever provides that.
#[app(
    modules = [FileModule, GuestbookModule],
    expose = [Guestbook],
    replace(dyn Store = Shredder),
)]
pub struct Demonstration;
