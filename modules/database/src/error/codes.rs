//! The codes of this crate, `PL13xx`; each has a page in the book.

/// The database cannot be opened.
pub const OPEN: &str = "PL1301";
/// The address of the database is not one that this build understands.
pub const URL: &str = "PL1302";
/// A migration failed.
pub const MIGRATION: &str = "PL1303";
/// No connection, or no turn to write, became free in time.
pub const ACQUIRE: &str = "PL1304";
/// Two migrations or two schemas have the same name.
pub const DUPLICATE: &str = "PL1305";
/// The migrations in the code are not those that were applied.
pub const HISTORY: &str = "PL1306";
/// Migrations are waiting and may not be applied at start.
pub const PENDING: &str = "PL1307";
/// The database has been closed.
pub const CLOSED: &str = "PL1308";
/// Somebody else held a lock for too long.
pub const LOCKED: &str = "PL1309";
/// A statement failed.
pub const STATEMENT: &str = "PL1310";
/// The server does not answer.
pub const UNREACHABLE: &str = "PL1311";
/// Two transactions got in each other's way.
pub const CONFLICT: &str = "PL1312";
/// A statement took longer than it may.
pub const TIMEOUT: &str = "PL1313";
/// A migration was left half-way.
pub const HALF_APPLIED: &str = "PL1314";
/// A migration does not say how it is undone.
pub const IRREVERSIBLE: &str = "PL1315";
/// A transaction cannot be what it should inside of another one.
pub const NESTING: &str = "PL1316";
/// A transaction could not be kept although its work ended well.
pub const ROLLED_BACK: &str = "PL1317";
/// A transaction was not done by the deadline.
pub const DEADLINE: &str = "PL1318";
/// Nobody can tell whether a transaction was committed.
pub const UNKNOWN_OUTCOME: &str = "PL1319";
/// The words after `migrate` are not understood.
pub const COMMAND: &str = "PL1320";
/// A row was changed by somebody else since it was read.
pub const STALE: &str = "PL1321";
/// There is no row with a key.
pub const NOT_FOUND: &str = "PL1322";
/// A page cannot be that of a request.
pub const PAGE: &str = "PL1323";
/// An entity cannot be managed as it says.
pub const UNMANAGEABLE: &str = "PL1324";
/// A message of the outbox cannot be written down.
pub const MESSAGE: &str = "PL1325";
/// The database of a tenant is asked for, and no tenant is current.
pub const NO_TENANT: &str = "PL1326";
/// Tenants cannot be kept apart as the settings say.
pub const TENANCY: &str = "PL1327";
/// The database of a tenant cannot be opened.
pub const TENANT_AWAY: &str = "PL1328";
/// A text has a character that the database cannot keep.
pub const TEXT: &str = "PL1329";
