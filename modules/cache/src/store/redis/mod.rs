//! Redis.

mod script;
mod subscribe;
#[cfg(feature = "tls")]
mod tls;
mod wire;

use std::{
    fmt,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use purlin::tenant::TenantId;
use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, IntoConnectionInfo, RedisError, Script,
    ScriptInvocation, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::time::timeout;

use self::wire::{joined, literally, understood};
use super::{Answer, Found, Invalidation, Lookup, NewEntry, Store, What};
use crate::{CacheConfig, CacheError, Changes, epochs::key_stripe};

/// What it is called.
const NAME: &str = "Redis";

/// How many keys are looked at and removed at once.
const PAGE: usize = 500;

/// Redis. Its connection is made when it is first asked, and made again when it was lost.
pub struct RedisStore {
    client: Client,
    /// None once it is closed.
    connection: RwLock<Option<ConnectionManager>>,
    namespace: String,
    channel: String,
    timeout: Duration,
    read: Script,
    write: Script,
    invalidate: Script,
}

impl RedisStore {
    /// The one of `cache.url`; all its keys begin with the namespace.
    ///
    /// # Errors
    /// [`CacheError::Url`], [`CacheError::Certificates`].
    pub fn new(config: &CacheConfig, namespace: &str) -> Result<Self, CacheError> {
        let client = client(config)?;
        let settings = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(config.timeout))
            .set_response_timeout(None);
        let connection = client
            .get_connection_manager_lazy(settings)
            .map_err(|error| CacheError::url(format!("cannot be used: {error}")))?;
        Ok(Self {
            client,
            connection: RwLock::new(Some(connection)),
            channel: format!("{namespace}:told"),
            namespace: namespace.to_owned(),
            timeout: config.timeout,
            read: Script::new(script::READ),
            write: Script::new(script::WRITE),
            invalidate: Script::new(script::INVALIDATE),
        })
    }

    fn connection(&self) -> Result<ConnectionManager, CacheError> {
        let connection = self.connection.read();
        let connection = connection.unwrap_or_else(PoisonError::into_inner).clone();
        connection.ok_or_else(|| CacheError::away(NAME, "the cache is closed"))
    }

    async fn invoke<T: FromRedisValue>(
        &self,
        invocation: &ScriptInvocation<'_>,
    ) -> Result<T, CacheError> {
        let mut connection = self.connection()?;
        let answer = invocation.invoke_async(&mut connection).await;
        answer.map_err(|error| failed(&error))
    }

    async fn mark(
        &self,
        tenant: Option<&TenantId>,
        field: &str,
        entry: Option<&str>,
        notice: &str,
    ) -> Result<(), CacheError> {
        let mut invocation = self.invalidate.prepare_invoke();
        invocation.key(self.marks(tenant));
        if let Some(entry) = entry {
            invocation.key(entry);
        }
        invocation.arg(field).arg(&self.channel).arg(notice);
        self.invoke(&invocation).await
    }

    /// Removes everything whose key begins so.
    async fn unlink(&self, prefix: &str) -> Result<(), CacheError> {
        let mut cursor = 0_u64;
        let pattern = &*format!("{}*", literally(prefix));
        loop {
            let page: (u64, Vec<String>) = self
                .step(|| async move {
                    let mut scan = redis::cmd("SCAN");
                    scan.arg(cursor).arg("MATCH").arg(pattern);
                    scan.arg("COUNT").arg(PAGE);
                    self.done(&scan).await
                })
                .await?;
            if !page.1.is_empty() {
                let mut unlink = Cmd::new();
                unlink.arg("UNLINK").arg(&page.1);
                self.step(|| self.done::<()>(&unlink)).await?;
            }
            cursor = page.0;
            if cursor == 0 {
                return Ok(());
            }
        }
    }

    async fn done<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let mut connection = self.connection()?;
        let answer = command.query_async(&mut connection).await;
        answer.map_err(|error| failed(&error))
    }

    /// One of several things that are asked in a row, each within the time, and again if its
    /// connection was lost.
    async fn step<T, F>(&self, work: impl Fn() -> F) -> Result<T, CacheError>
    where
        F: Future<Output = Result<T, CacheError>>,
    {
        let mut outcome = Err(CacheError::away(NAME, "no answer within `cache.timeout`"));
        for _ in 0..2 {
            if let Ok(answer) = timeout(self.timeout, work()).await {
                outcome = answer;
            }
            if !matches!(outcome, Err(CacheError::Away { .. })) {
                break;
            }
        }
        outcome
    }

    fn marks(&self, tenant: Option<&TenantId>) -> String {
        let tenant = tenant.map_or("", TenantId::as_str);
        format!("{}:{tenant}:marks", self.namespace)
    }

    fn entry(&self, name: &str) -> String {
        format!("{}:{name}", self.namespace)
    }
}

#[async_trait]
impl Store for RedisStore {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn ping(&self) -> Result<(), CacheError> {
        self.done(&redis::cmd("PING")).await
    }

    async fn read(&self, lookup: &Lookup<'_>) -> Result<Answer, CacheError> {
        let mut invocation = self.read.prepare_invoke();
        invocation.key(self.marks(lookup.tenant()));
        for key in lookup.keys() {
            invocation.key(self.entry(&lookup.name(key)));
        }
        invocation.arg(lookup.idle().map_or(0, millis));
        let answer: Vec<Value> = self.invoke(&invocation).await?;
        let (at, raw) = understood(answer, lookup.keys().len())
            .ok_or_else(|| CacheError::refused(NAME, "what it gave is not understood"))?;
        let found = raw.into_iter().map(|raw| {
            let raw = raw?;
            let content = match raw.body {
                Some(body) => lookup.value(&body)?,
                None => crate::Content::Nothing,
            };
            Some(Found {
                content,
                left: raw.left,
                stale: raw.stale,
            })
        });
        let found = found.collect();
        Ok(Answer { at, found })
    }

    async fn write(&self, entry: &NewEntry<'_>) -> Result<bool, CacheError> {
        let mut invocation = self.write.prepare_invoke();
        let name = self.entry(&entry.name());
        let nothing = matches!(entry.content(), crate::Content::Nothing);
        let since = entry.since().map(|since| since.to_string());
        invocation
            .key(self.marks(entry.tenant()))
            .key(name)
            .arg(since.unwrap_or_default())
            .arg(format!("k{}", entry.key_number()))
            .arg(millis(entry.lifetime()))
            .arg(millis(entry.stale()))
            .arg(entry.idle().map_or(0, millis))
            .arg(if nothing { "n" } else { "v" })
            .arg(joined(entry.marks()))
            .arg(entry.written()?)
            .arg(&self.channel)
            .arg(entry.notice());
        self.invoke(&invocation).await
    }

    async fn invalidate(
        &self,
        invalidation: &Invalidation,
        notice: &str,
    ) -> Result<(), CacheError> {
        let tenant = invalidation.tenant();
        match invalidation.what() {
            What::Key { region, key } => {
                let field = format!("k{}", key_stripe(region, key));
                let entry = self.entry(&super::name(tenant, region, key));
                self.mark(tenant, &field, Some(&entry), notice).await
            }
            What::Mark(mark) => self.mark(tenant, &format!("t{mark}"), None, notice).await,
            What::Prefix { region, prefix } => {
                let entries = self.entry(&super::name(tenant, region, prefix));
                // Nothing that is being loaded is kept from here on, so what is there is all.
                self.step(|| self.mark(tenant, "p", None, "")).await?;
                self.unlink(&entries).await?;
                self.step(|| self.mark(tenant, "p", None, notice)).await
            }
        }
    }

    async fn listen(&self, changes: &Changes<'_>) -> Result<(), CacheError> {
        self.hear(changes).await
    }

    async fn close(&self) {
        let connection = self.connection.write();
        *connection.unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RedisStore({})", self.namespace)
    }
}

fn client(config: &CacheConfig) -> Result<Client, CacheError> {
    let url = config.url.expose();
    let scheme = url.split("://").next().unwrap_or_default();
    let secure = match scheme {
        "redis" | "redis+unix" | "unix" => false,
        "rediss" if cfg!(feature = "tls") => true,
        "rediss" => {
            return Err(CacheError::url(
                "asks for TLS, and this build lacks the feature `cache-redis-tls` of `purlin`",
            ));
        }
        _ => return Err(CacheError::url("does not begin with `redis://`")),
    };
    if config.tls_ca.is_some() && !secure {
        return Err(CacheError::url(
            "does not begin with `rediss://`, and `cache.tls_ca` is set",
        ));
    }
    // What it says may repeat the address.
    let unusable = |_| CacheError::url("is none that Redis can be found at");
    let mut info = url.as_str().into_connection_info().map_err(unusable)?;
    if let Some(password) = &config.password {
        let settings = info.redis_settings().clone();
        info = info.set_redis_settings(settings.set_password(password.expose()));
    }
    #[cfg(feature = "tls")]
    if secure {
        return tls::client(info, config.tls_ca.as_deref(), unusable);
    }
    Client::open(info).map_err(unusable)
}

/// What it says itself is told from a way that is broken.
fn failed(error: &RedisError) -> CacheError {
    let known = error.kind() == ErrorKind::AuthenticationFailed;
    let broken = error.is_io_error()
        || error.is_timeout()
        || error.is_connection_dropped()
        || error.is_connection_refusal()
        || error.is_unrecoverable_error()
        || matches!(error.code(), Some("LOADING" | "CLUSTERDOWN" | "MASTERDOWN"));
    let reason = error.to_string();
    if broken && !known {
        CacheError::away(NAME, reason)
    } else {
        CacheError::refused(NAME, reason)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(0, 1 << 50)
}
