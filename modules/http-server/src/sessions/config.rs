use std::time::Duration;

use purlin::config::{Secret, config};
use serde::{Deserialize, Serialize};

/// Settings of sessions.
#[config(prefix = "sessions")]
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// Where sessions are kept: `server`, in the store, or `cookie`, signed in the cookie itself, which
    /// everybody who has it can read and nobody can change or take back.
    #[config(default = SessionPlace::Server)]
    pub kept: SessionPlace,
    /// Key that signs cookies, at least 32 bytes; only for sessions that are kept in cookies.
    pub key: Option<Secret<String>>,
    /// Keys of before: what they signed is still believed, and signed anew with the key at the next
    /// request. Leave a key here for as long as a session may last.
    #[config(default = Vec::new())]
    pub former_keys: Vec<Secret<String>>,
    /// Name of the cookie. With `__Host-` browsers take it from this host over TLS only.
    #[config(default = "__Host-session", pattern = "[A-Za-z0-9_.-]+")]
    pub cookie: String,
    /// Whether browsers send the cookie over TLS only; some also do so to `localhost` without.
    #[config(default = true)]
    pub secure: bool,
    /// With which requests of pages of other sites browsers send the cookie: `strict` with none, `lax`
    /// when a link is followed, `none` with all.
    #[config(default = SameSite::Lax)]
    pub same_site: SameSite,
    /// How long a session lasts without a request.
    #[config(default = "30m", range("1s"..="8760h"))]
    pub idle_timeout: Duration,
    /// How long a session lasts in all; a login begins anew.
    #[config(default = "12h", range("1s"..="8760h"))]
    pub absolute_timeout: Duration,
    /// Largest session, in bytes of JSON; in a cookie it can be no larger than 2,800 bytes.
    #[config(default = 65_536, range(256..=16_777_216))]
    pub max_size: usize,
    /// As many sessions are kept in memory, at most; those that end first go first.
    #[config(default = 100_000, range(1..))]
    pub max_kept: usize,
}

/// Where sessions are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionPlace {
    /// In the store of the server; the cookie holds no more than a name.
    #[default]
    Server,
    /// In the cookie, signed.
    Cookie,
}

/// With which requests of pages of other sites browsers send a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SameSite {
    /// With none.
    Strict,
    /// When a link is followed.
    #[default]
    Lax,
    /// With all; only over TLS.
    None,
}

impl SameSite {
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}
