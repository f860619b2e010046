use sea_orm::IsolationLevel;

/// How a transaction is done: how strictly it is kept apart from others, what it is inside of
/// another one, and how often it is tried.
///
/// ```
/// use purlin_database::{Nesting, TransactionPolicy, sea_orm::IsolationLevel};
///
/// let policy = TransactionPolicy::new()
///     .isolation(IsolationLevel::Serializable)
///     .attempts(5);
/// # let _ = (policy, Nesting::Join);
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until a transaction has it"]
pub struct TransactionPolicy {
    pub(super) isolation: Option<IsolationLevel>,
    pub(super) read_only: bool,
    pub(super) nesting: Nesting,
    pub(super) attempts: u32,
}

/// What a transaction is that begins inside of another one of the same database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nesting {
    /// A part that can fail by itself: it begins with a savepoint and is undone to there; the one
    /// around it decides whether it goes on. What is kept is kept when the outermost is.
    #[default]
    Savepoint,
    /// The same transaction: if the part fails, nothing of the whole is kept, even if the one
    /// around it ends well.
    Join,
    /// One of its own on another connection, kept whatever becomes of the one around it. Not in a
    /// file, which has one writer at a time.
    Separate,
}

impl TransactionPolicy {
    /// The isolation of the database, to read and write, a savepoint inside of another, three
    /// attempts.
    pub const fn new() -> Self {
        Self {
            isolation: None,
            read_only: false,
            nesting: Nesting::Savepoint,
            attempts: 3,
        }
    }

    /// How strictly it is kept apart from others. In a file it always is as if it were alone.
    pub const fn isolation(mut self, level: IsolationLevel) -> Self {
        self.isolation = Some(level);
        self
    }

    /// It only reads: servers refuse to write, and in a file it does not wait for its turn to
    /// write.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// What it is inside of another one.
    pub const fn nesting(mut self, nesting: Nesting) -> Self {
        self.nesting = nesting;
        self
    }

    /// How often it is tried at most, at least once. Only what has failed because of another
    /// transaction or of the connection is tried again, and never beyond the deadline of the
    /// context.
    pub const fn attempts(mut self, most: u32) -> Self {
        self.attempts = most;
        self
    }
}

impl Default for TransactionPolicy {
    fn default() -> Self {
        Self::new()
    }
}
