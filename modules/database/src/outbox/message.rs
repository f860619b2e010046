use std::collections::BTreeMap;

use async_trait::async_trait;
use purlin::error::BoxError;

/// A message that leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxMessage {
    /// Its number, the same each time it is handed on: receivers know by it what they have.
    pub id: i64,
    /// What kind of message it is.
    pub topic: String,
    /// What it is about.
    pub key: Option<String>,
    /// What it says, in JSON.
    pub payload: String,
    /// Trace, ids and tenant of the context in which it was written.
    pub headers: BTreeMap<String, String>,
    /// When it was written, in milliseconds since 1970.
    pub created_at: i64,
    /// How often it has failed before.
    pub attempts: i32,
}

/// Where messages of an [`Outbox`](super::Outbox) go.
///
/// It is given one after another, and the next one only when it has taken the one before. After a
/// crash it is given some again.
#[async_trait]
pub trait OutboxRelay: Send + Sync {
    /// Takes a message: when this returns, it is somebody else's.
    ///
    /// # Errors
    /// If it cannot be taken now. It is tried again, and those after it wait.
    async fn publish(&self, message: &OutboxMessage) -> Result<(), BoxError>;
}
