//! Redis: asked within a time, and left alone while it does not answer.

use std::{
    pin::Pin,
    sync::{Arc, PoisonError, RwLock, atomic::Ordering},
    time::Duration,
};

use purlin::tenant::TenantId;
use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, IntoConnectionInfo, RedisError, Script,
    ScriptInvocation, Value,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::{
    Raw, Write, script,
    wire::{joined, literally, understood},
};
use crate::{
    Backend, CacheConfig, CacheError, WhenAway,
    cache::Core,
    epochs::key_stripe,
    invalidate::{Invalidation, What},
};

/// How many keys are looked at and removed at once.
const PAGE: usize = 500;

/// A question that is on its way.
type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, RedisError>> + Send + 'a>>;

/// Redis. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Remote(pub(super) Arc<Link>);

pub(super) struct Link {
    pub(super) client: Client,
    /// None once it is closed.
    connection: RwLock<Option<ConnectionManager>>,
    pub(super) core: Arc<Core>,
    namespace: String,
    pub(super) channel: String,
    /// Tells what this process has told from what others have.
    pub(super) origin: u64,
    pub(super) timeout: Duration,
    pub(super) retry_after: Duration,
    read: Script,
    write: Script,
    invalidate: Script,
}

/// What is told to all processes.
#[derive(Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) origin: u64,
    pub(super) invalidation: Invalidation,
}

impl Remote {
    pub(crate) async fn connect(
        config: &CacheConfig,
        namespace: &str,
        core: &Arc<Core>,
    ) -> Result<Self, CacheError> {
        let client = client(config)?;
        let settings = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(config.timeout))
            .set_response_timeout(None);
        let connection = client
            .get_connection_manager_lazy(settings)
            .map_err(|error| CacheError::url(format!("cannot be used: {error}")))?;
        let link = Link {
            client,
            connection: RwLock::new(Some(connection)),
            core: Arc::clone(core),
            channel: format!("{namespace}:told"),
            namespace: namespace.to_owned(),
            origin: core.randomness.number(),
            timeout: config.timeout,
            retry_after: config.retry_after,
            read: Script::new(script::READ),
            write: Script::new(script::WRITE),
            invalidate: Script::new(script::INVALIDATE),
        };
        let remote = Self(Arc::new(link));
        match remote.ping().await {
            Ok(()) => {}
            Err(error @ CacheError::Refused { .. }) => return Err(error),
            Err(error) if config.when_away == WhenAway::Fail => return Err(error),
            Err(error) => remote.gone(&error),
        }
        if config.backend == Backend::Tiered {
            remote.listen();
        }
        Ok(remote)
    }

    /// Asks for an answer, whatever the breaker says.
    pub(crate) async fn ping(&self) -> Result<(), CacheError> {
        self.once(&|mut connection: ConnectionManager| {
            Box::pin(async move { redis::cmd("PING").query_async::<()>(&mut connection).await })
        })
        .await
    }

    /// When it was looked, and what is there under each of the keys.
    pub(crate) async fn read(
        &self,
        tenant: Option<&TenantId>,
        region: &str,
        keys: &[&str],
        idle: Option<Duration>,
    ) -> Result<(u64, Vec<Option<Raw>>), CacheError> {
        let mut invocation = self.0.read.prepare_invoke();
        invocation.key(self.marks(tenant));
        for key in keys {
            invocation.key(self.entry(tenant, region, key));
        }
        invocation.arg(idle.map_or(0, millis));
        let answer: Vec<Value> = self
            .asked(&|connection| invoke(&invocation, connection))
            .await?;
        understood(answer, keys.len()).ok_or_else(|| CacheError::Refused {
            reason: "what it gave is not understood".into(),
        })
    }

    /// Keeps an entry. Whether it is kept: it is not if something was invalidated since.
    pub(crate) async fn write(&self, write: &Write<'_>) -> Result<bool, CacheError> {
        let place = write.place;
        let mut invocation = self.0.write.prepare_invoke();
        invocation.key(self.marks(place.tenant)).key(self.entry(
            place.tenant,
            place.region,
            place.key,
        ));
        let what = What::Key {
            region: (**place.region).into(),
            key: place.key.into(),
        };
        invocation
            .arg(
                write
                    .since
                    .map(|since| since.to_string())
                    .unwrap_or_default(),
            )
            .arg(format!("k{}", key_stripe(place.region, place.key)))
            .arg(millis(write.life.whole()))
            .arg(millis(write.life.stale))
            .arg(write.life.idle.map_or(0, millis))
            .arg(if write.body.is_some() { "v" } else { "n" })
            .arg(joined(&write.stripes))
            .arg(write.body.unwrap_or_default())
            .arg(&self.0.channel)
            .arg(self.told(place.tenant, what));
        self.asked(&|connection| invoke(&invocation, connection))
            .await
    }

    /// Invalidates there and tells all processes.
    pub(crate) async fn invalidate(&self, invalidation: &Invalidation) -> Result<(), CacheError> {
        if self.0.core.breaker.is_open() {
            return Err(left_alone());
        }
        self.invalidate_now(invalidation).await
    }

    /// The same whatever the breaker says.
    pub(super) async fn invalidate_now(
        &self,
        invalidation: &Invalidation,
    ) -> Result<(), CacheError> {
        let tenant = invalidation.tenant.as_ref();
        let told = || self.told(tenant, invalidation.what.clone());
        match &invalidation.what {
            What::Key { region, key } => {
                let field = format!("k{}", key_stripe(region, key));
                let entry = self.entry(tenant, region, key);
                self.mark(tenant, &field, Some(&entry), &told()).await
            }
            What::Tag(stripe) => {
                self.mark(tenant, &format!("t{stripe}"), None, &told())
                    .await
            }
            What::Prefix { region, prefix } => {
                // Nothing that is being loaded is kept from here on, so what is there is all.
                self.mark(tenant, "p", None, "").await?;
                self.unlink(&self.entry(tenant, region, prefix)).await?;
                self.mark(tenant, "p", None, &told()).await
            }
        }
    }

    async fn mark(
        &self,
        tenant: Option<&TenantId>,
        field: &str,
        entry: Option<&str>,
        told: &str,
    ) -> Result<(), CacheError> {
        let mut invocation = self.0.invalidate.prepare_invoke();
        invocation.key(self.marks(tenant));
        if let Some(entry) = entry {
            invocation.key(entry);
        }
        invocation.arg(field).arg(&self.0.channel).arg(told);
        self.twice(&|connection| invoke(&invocation, connection))
            .await
    }

    /// Removes everything whose key begins so.
    async fn unlink(&self, prefix: &str) -> Result<(), CacheError> {
        let mut cursor = 0_u64;
        let pattern = format!("{}*", literally(prefix));
        loop {
            let page: (u64, Vec<String>) = self
                .twice(&|mut connection| {
                    let mut scan = redis::cmd("SCAN");
                    scan.arg(cursor).arg("MATCH").arg(&pattern);
                    scan.arg("COUNT").arg(PAGE);
                    Box::pin(async move { scan.query_async(&mut connection).await })
                })
                .await?;
            if !page.1.is_empty() {
                let mut unlink = Cmd::new();
                unlink.arg("UNLINK").arg(&page.1);
                self.twice(&|mut connection| {
                    let unlink = &unlink;
                    Box::pin(async move { unlink.query_async::<()>(&mut connection).await })
                })
                .await?;
            }
            cursor = page.0;
            if cursor == 0 {
                return Ok(());
            }
        }
    }

    /// Asks, unless it is left alone; failures count.
    async fn asked<'a, T>(
        &self,
        work: &(impl Fn(ConnectionManager) -> Asking<'a, T> + Sync),
    ) -> Result<T, CacheError> {
        let core = &self.0.core;
        if core.breaker.is_open() {
            return Err(left_alone());
        }
        let outcome = self.twice(work).await;
        match &outcome {
            Ok(_) => core.breaker.succeeded(),
            Err(CacheError::Away { reason }) if core.breaker.failed() => self.recover(reason),
            Err(_) => {}
        }
        outcome
    }

    /// A connection that was lost while nobody used it is noticed by who uses it next: that one
    /// asks again. Everything that is asked may be done twice.
    async fn twice<'a, T>(
        &self,
        work: &(impl Fn(ConnectionManager) -> Asking<'a, T> + Sync),
    ) -> Result<T, CacheError> {
        match self.once(work).await {
            Err(CacheError::Away { .. }) if !self.0.core.breaker.is_open() => self.once(work).await,
            outcome => outcome,
        }
    }

    async fn once<'a, T>(
        &self,
        work: &(impl Fn(ConnectionManager) -> Asking<'a, T> + Sync),
    ) -> Result<T, CacheError> {
        let connection = self.0.connection.read();
        let connection = connection.unwrap_or_else(PoisonError::into_inner).clone();
        let Some(connection) = connection else {
            return Err(CacheError::Away {
                reason: "the cache is closed".into(),
            });
        };
        match timeout(self.0.timeout, work(connection)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(CacheError::Away {
                reason: "no answer within `cache.timeout`".into(),
            }),
        }
    }

    pub(crate) fn close(&self) {
        let connection = self.0.connection.write();
        *connection.unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn marks(&self, tenant: Option<&TenantId>) -> String {
        let tenant = tenant.map_or("", TenantId::as_str);
        format!("{}:{tenant}:marks", self.0.namespace)
    }

    fn entry(&self, tenant: Option<&TenantId>, region: &str, key: &str) -> String {
        let tenant = tenant.map_or("", TenantId::as_str);
        format!("{}:{tenant}:e:{region}/{key}", self.0.namespace)
    }

    fn told(&self, tenant: Option<&TenantId>, what: What) -> String {
        let told = Told {
            origin: self.0.origin,
            invalidation: Invalidation {
                tenant: tenant.cloned(),
                what,
            },
        };
        // Texts and numbers only.
        serde_json::to_string(&told).unwrap_or_default()
    }

    pub(super) fn hears(&self, hears: bool) {
        self.0.core.hears.store(hears, Ordering::SeqCst);
    }
}

fn invoke<'a, T: FromRedisValue + Send + 'a>(
    invocation: &'a ScriptInvocation<'_>,
    mut connection: ConnectionManager,
) -> Asking<'a, T> {
    Box::pin(async move { invocation.invoke_async(&mut connection).await })
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
        return super::tls::client(info, config.tls_ca.as_deref(), unusable);
    }
    Client::open(info).map_err(unusable)
}

pub(super) fn left_alone() -> CacheError {
    CacheError::Away {
        reason: "it is left alone until it answers again".into(),
    }
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
    let reason = error.to_string().into();
    if broken && !known {
        CacheError::Away { reason }
    } else {
        CacheError::Refused { reason }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(0, 1 << 50)
}
