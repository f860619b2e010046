use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use purlin::prelude::*;

use crate::{QuotaError, QuotasConfig};

const MINUTE: u64 = 60_000;

/// Counts uses, by the clock of the application.
#[provides(keep)]
pub struct Quotas {
    config: Live<QuotasConfig>,
    clock: Arc<Clock>,
    #[value(Mutex::default())]
    used: Mutex<Used>,
}

/// The uses of one minute.
#[derive(Default)]
struct Used {
    minute: u64,
    by_key: HashMap<String, u32>,
}

impl Quotas {
    /// Uses something once on behalf of `key`.
    ///
    /// # Errors
    /// [`QuotaError::UsedUp`] until the next minute, [`QuotaError::Full`] if too many others are
    /// counted already.
    pub fn take(&self, key: &str) -> Result<(), QuotaError> {
        let config = self.config.now();
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.turn(self.clock.unix_millis() / MINUTE);
        if let Some(count) = used.by_key.get_mut(key) {
            if *count >= config.per_minute {
                let per_minute = config.per_minute;
                return Err(QuotaError::UsedUp { per_minute });
            }
            *count += 1;
            return Ok(());
        }
        if used.by_key.len() >= config.keys {
            return Err(QuotaError::Full);
        }
        used.by_key.insert(key.to_owned(), 1);
        Ok(())
    }

    /// Whether new keys are refused in this minute.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.turn(self.clock.unix_millis() / MINUTE);
        used.by_key.len() >= self.config.now().keys
    }
}

impl Used {
    /// A new minute begins with nothing.
    fn turn(&mut self, minute: u64) {
        if self.minute != minute {
            self.minute = minute;
            self.by_key.clear();
        }
    }
}
