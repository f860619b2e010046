use std::{path::PathBuf, time::Duration};

use purlin::{
    config::{ByteSize, Secret},
    prelude::*,
};
use serde::{Deserialize, Serialize};

/// Where what is cached is kept, how much of it, for how long, and what happens while the server
/// is away.
#[derive(Clone, Debug)]
#[config(prefix = "cache")]
pub struct CacheConfig {
    /// Where it is kept: `memory` of this process, `redis`, `own` (the `dyn Store` that the application
    /// provides), or `tiered`, in the memory in front of that, or of Redis if there is none.
    #[config(default = Backend::Memory)]
    pub backend: Backend,
    /// Where Redis is, `redis://user@host:6379/0`, or `rediss://` with TLS; if nothing says so, on this machine.
    #[config(default = "redis://127.0.0.1:6379", secret)]
    pub url: Secret<String>,
    /// The password of Redis, over one in the address.
    pub password: Option<Secret<String>>,
    /// File with the certificates (PEM) of those who sign the server's, for an address that begins
    /// with `rediss://`; without it those are trusted whom browsers trust.
    pub tls_ca: Option<PathBuf>,
    /// How every key in Redis begins: programs with the same share what they cache. The name of
    /// the application, with that of the instance of the module if it has one, if nothing says so.
    pub namespace: Option<String>,
    /// How many entries the memory has at most.
    #[config(default = 10_000, range(1..))]
    pub max_items: u64,
    /// How much the memory holds at most, in the place of `max_items`: what entries weigh is the
    /// length of their JSON, unless their region weighs them.
    pub max_size: Option<ByteSize>,
    /// How long an entry is fresh.
    #[config(default = "5m", range("1ms"..))]
    pub ttl: Duration,
    /// How long an entry is kept that nobody reads; without it, as long as it is fresh.
    #[config(range("1ms"..))]
    pub idle: Option<Duration>,
    /// How long it is remembered that there is nothing under a key; `0s` does not.
    #[config(default = "30s")]
    pub negative_ttl: Duration,
    /// How long after that an entry may still be given while it is loaded anew; `0s` not at all.
    #[config(default = "0s")]
    pub stale: Duration,
    /// How long before its end an entry is loaded anew if somebody reads it; `0s` not before.
    #[config(default = "0s")]
    pub early: Duration,
    /// How long the memory in front of Redis keeps an entry: how old it gets at most if word of a
    /// change is lost.
    #[config(default = "30s", range("1ms"..))]
    pub local_ttl: Duration,
    /// What happens while Redis, or a store of the application, does not answer: `bypass` loads everything, `stale` gives what this
    /// process still knows, `fail` is an error.
    #[config(default = WhenAway::Bypass)]
    pub when_away: WhenAway,
    /// How long this process knows it for `stale`.
    #[config(default = "1h")]
    pub keep: Duration,
    /// How long an answer of Redis, or of a store of the application, is waited for.
    #[config(default = "250ms", range("1ms"..="1m"))]
    pub timeout: Duration,
    /// So many failures in a row, and Redis is left alone until it answers again.
    #[config(default = 3, range(1..))]
    pub failures: u32,
    /// How long until it is asked for the first time whether it does; then twice that, up to 32
    /// times.
    #[config(default = "500ms", range("1ms"..="1m"))]
    pub retry_after: Duration,
    /// How many invalidations are kept for later while Redis is away; if there are more, everything
    /// of the tenants that they are of is invalidated instead.
    #[config(default = 10_000, range(1..))]
    pub max_pending: usize,
}

/// Where what is cached is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// In the memory of this process.
    #[default]
    Memory,
    /// In Redis.
    Redis,
    /// In the store that the application provides.
    Own,
    /// In the memory of this process, in front of the store that the application provides, or of
    /// Redis if it provides none.
    Tiered,
}

impl Backend {
    /// As it is written in the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Redis => "redis",
            Self::Own => "own",
            Self::Tiered => "tiered",
        }
    }
}

/// What happens while Redis does not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhenAway {
    /// It is an error.
    Fail,
    /// Nothing is found and nothing is kept: everything is loaded, each key once at a time.
    #[default]
    Bypass,
    /// What this process knows is given, however old; the rest is loaded and kept here.
    Stale,
}
