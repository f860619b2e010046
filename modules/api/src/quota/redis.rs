use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use purlin::error::Error;
use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::{Instant, timeout};

use super::{QuotaConfig, QuotaCounter, QuotaStore, Taken};
use crate::ApiError;

/// Keys: the counters. Arguments: for each, how many may be taken, and after how many seconds it is
/// forgotten. Gives whether one was taken of each, and how many have been.
const TAKE: &str = r"
local used, granted = {}, 1
for i = 1, #KEYS do
  used[i] = tonumber(redis.call('GET', KEYS[i]) or '0')
  if used[i] >= tonumber(ARGV[2 * i - 1]) then granted = 0 end
end
if granted == 1 then
  for i = 1, #KEYS do
    used[i] = redis.call('INCR', KEYS[i])
    redis.call('EXPIRE', KEYS[i], ARGV[2 * i])
  end
end
return {granted, used}
";

/// Quotas in Redis: shared by all processes with the same namespace, and kept over a restart.
pub struct RedisQuotas {
    connection: ConnectionManager,
    namespace: String,
    take: Script,
    timeout: Duration,
    retry_after: Duration,
    /// Until when it is left alone.
    away: Mutex<Option<Instant>>,
}

impl RedisQuotas {
    /// Counts in Redis at this address. It connects when it is asked for the first time.
    ///
    /// # Errors
    /// PL1708 if the address cannot be used.
    pub fn new(url: &str, config: &QuotaConfig) -> Result<Self, ApiError> {
        let unusable = |error: RedisError| ApiError::QuotaAddress {
            reason: error.category().to_owned(),
        };
        if url.starts_with("rediss") {
            return Err(ApiError::QuotaAddress {
                reason: "there is no TLS to Redis here".to_owned(),
            });
        }
        let settings = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(config.timeout))
            .set_response_timeout(None);
        let connection = Client::open(url)
            .and_then(|client| client.get_connection_manager_lazy(settings))
            .map_err(unusable)?;
        Ok(Self {
            connection,
            namespace: config.namespace.clone(),
            take: Script::new(TAKE),
            timeout: config.timeout,
            retry_after: config.retry_after,
            away: Mutex::new(None),
        })
    }

    /// In the braces: all counters of a request are on the same server of a cluster.
    fn key(&self, counter: &QuotaCounter) -> String {
        format!("{{{}:quota}}:{}", self.namespace, counter.key)
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl QuotaStore for RedisQuotas {
    async fn take(&self, counters: &[QuotaCounter], now: u64) -> Result<Taken, Error> {
        if counters.is_empty() {
            return Ok(Taken {
                granted: true,
                used: Vec::new(),
            });
        }
        let left_alone = self.away().is_some_and(|until| until > Instant::now());
        if left_alone {
            return Err(ApiError::QuotasAway.into());
        }
        let mut taking = self.take.prepare_invoke();
        for counter in counters {
            taking.key(self.key(counter));
            taking
                .arg(counter.most)
                .arg(counter.ends.saturating_sub(now).max(1));
        }
        let mut connection = self.connection.clone();
        let asked = timeout(self.timeout, taking.invoke_async(&mut connection)).await;
        let why = match asked {
            Ok(Ok((granted, used))) => {
                *self.away() = None;
                return Ok(Taken { granted, used });
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it did not answer in time".to_owned(),
        };
        *self.away() = Instant::now().checked_add(self.retry_after);
        Err(Error::from(ApiError::QuotasAway).context(why))
    }
}

impl fmt::Debug for RedisQuotas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisQuotas")
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}
