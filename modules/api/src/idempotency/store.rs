use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Keeps the answers to keys. Provide another as `dyn AnswerStore` to share them between processes.
#[async_trait]
pub trait AnswerStore: Send + Sync + 'static {
    /// Begins with a key, if nobody has; `fingerprint` tells one request from another.
    async fn begin(&self, key: &str, fingerprint: u64) -> Begun;

    /// Keeps the answer of a request that had begun.
    async fn finish(&self, key: &str, answer: KeptAnswer);

    /// Forgets a request that had begun and has no answer to be kept: it may be made again.
    async fn give_up(&self, key: &str);

    /// Waits until the request that runs under a key is finished or given up; the caller bounds it.
    async fn settled(&self, key: &str);
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begun {
    /// Nothing: the request is to be made.
    New,
    /// The request is running.
    Running,
    /// It was answered.
    Answered(KeptAnswer),
    /// The key is that of another request.
    Another,
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// Its status.
    pub status: u16,
    /// Its headers, in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its body.
    pub body: Vec<u8>,
}
