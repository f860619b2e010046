use purlin::error::BoxError;
use serde::{Serialize, de::DeserializeOwned};

/// How values of a type are written down for Redis, and read.
pub trait Codec<V>: Send + Sync {
    /// Writes a value down.
    ///
    /// # Errors
    /// Whatever keeps it from being written.
    fn encode(&self, value: &V) -> Result<Vec<u8>, BoxError>;

    /// Reads a value. One that is not understood, as of an older version of the program, is loaded
    /// anew.
    ///
    /// # Errors
    /// Whatever is wrong with the bytes.
    fn decode(&self, bytes: &[u8]) -> Result<V, BoxError>;
}

/// JSON, by serde.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

impl<V: Serialize + DeserializeOwned> Codec<V> for Json {
    fn encode(&self, value: &V) -> Result<Vec<u8>, BoxError> {
        Ok(serde_json::to_vec(value)?)
    }

    fn decode(&self, bytes: &[u8]) -> Result<V, BoxError> {
        Ok(serde_json::from_slice(bytes)?)
    }
}
