use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A session as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// What handlers put into it.
    pub values: Map<String, Value>,
    /// When it began, in milliseconds since 1970.
    pub began: u64,
    /// When it was last asked for, in milliseconds since 1970.
    pub seen: u64,
    /// When it ends if it is not asked for, in milliseconds since 1970.
    pub ends: u64,
    /// How often it was changed.
    pub revision: u64,
}

/// Shows which values there are and none of them.
impl fmt::Debug for SessionRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionRecord")
            .field("keys", &self.values.keys().collect::<Vec<_>>())
            .field("began", &self.began)
            .field("seen", &self.seen)
            .field("ends", &self.ends)
            .field("revision", &self.revision)
            .finish()
    }
}
