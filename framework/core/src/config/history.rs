//! Where values came from, over the life of an application, for audit.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use super::{ConfigTree, FieldOrigin};

/// How long records are kept unless the application says otherwise.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Where every value came from when the configuration was read or reloaded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConfigRecord {
    /// When it was put in force, by the application's clock.
    pub at: SystemTime,
    /// Every field, with its feeder, place and what it overrode. Never a value.
    pub origins: Vec<FieldOrigin>,
}

/// Decides whether a record of this age is still kept.
pub(crate) type Retention = Arc<dyn Fn(&ConfigRecord, Duration) -> bool + Send + Sync>;

/// The records that are kept.
pub(crate) struct History {
    records: Mutex<Vec<Arc<ConfigRecord>>>,
    keep: Retention,
}

impl History {
    pub(crate) fn new(keep: Option<Retention>) -> Self {
        Self {
            records: Mutex::default(),
            keep: keep.unwrap_or_else(|| Arc::new(|_, age| age <= KEPT)),
        }
    }

    /// Adds a record, and drops those that are not to be kept any longer.
    pub(crate) fn push(&self, at: SystemTime, tree: &ConfigTree) {
        let record = Arc::new(ConfigRecord {
            at,
            origins: tree.origins(),
        });
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.push(record);
        records.retain(|record| {
            let age = at.duration_since(record.at).unwrap_or_default();
            (self.keep)(record, age)
        });
    }

    pub(crate) fn records(&self) -> Vec<Arc<ConfigRecord>> {
        self.records
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl fmt::Debug for History {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("History")
    }
}
