use async_trait::async_trait;
use purlin::error::Error;

use super::SessionRecord;

/// Keeps sessions on the server. Provide another as `dyn SessionStore` to share them between processes,
/// or to keep them over a restart.
///
/// A key is a digest of what the browser has: who can read the store cannot take over a session.
/// A record may be dropped from its `ends` on; one that is given all the same is not used.
#[async_trait]
pub trait SessionStore: Send + Sync + 'static {
    /// What is kept under a key.
    ///
    /// # Errors
    /// Those of the store; the request gets a 503.
    async fn load(&self, key: &str) -> Result<Option<SessionRecord>, Error>;

    /// Keeps a new session. Nothing is kept under its key.
    ///
    /// # Errors
    /// Those of the store; the request gets a 503.
    async fn insert(&self, key: &str, record: SessionRecord) -> Result<(), Error>;

    /// Puts a record in the place of that with the revision before its own, and says whether there
    /// was one: a session that has ended does not come back, and of two changes at once none is lost.
    ///
    /// # Errors
    /// Those of the store; the request gets a 503.
    async fn replace(&self, key: &str, record: SessionRecord) -> Result<bool, Error>;

    /// Forgets a session, if it is there.
    ///
    /// # Errors
    /// Those of the store; the request gets a 503.
    async fn remove(&self, key: &str) -> Result<(), Error>;
}
