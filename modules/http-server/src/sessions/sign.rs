use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::{SessionConfig, SessionError, SessionRecord};

/// A shorter key could be guessed.
const SHORTEST_KEY: usize = 32;
/// So that a signature is of this and of nothing else that the same key may sign.
const PURPOSE: &[u8] = b"purlin session 1\0";

/// Signs sessions that are kept in cookies. The first key signs, all are believed.
pub(super) struct Signer {
    keys: Vec<Hmac<Sha256>>,
}

impl Signer {
    /// With the keys of the settings.
    pub(super) fn new(config: &SessionConfig) -> Result<Self, SessionError> {
        let refuse = |setting, reason| SessionError::Settings { setting, reason };
        let Some(key) = &config.key else {
            let reason = "sessions that are kept in cookies need a key that signs them";
            return Err(refuse("key", reason));
        };
        let mut keys = Vec::new();
        let all = std::iter::once(("key", key))
            .chain(config.former_keys.iter().map(|key| ("former_keys", key)));
        for (setting, key) in all {
            let key = key.expose().as_bytes();
            if key.len() < SHORTEST_KEY {
                return Err(refuse(setting, "a key has at least 32 bytes"));
            }
            let key = Hmac::new_from_slice(key)
                .map_err(|_| refuse(setting, "a key has at least 32 bytes"))?;
            // The same key under another name of the cookie signs something else.
            let named = key
                .chain_update(PURPOSE)
                .chain_update(&config.cookie)
                .chain_update([0]);
            keys.push(named);
        }
        Ok(Self { keys })
    }

    /// The text of a cookie.
    pub(super) fn sign(&self, record: &SessionRecord) -> String {
        // Numbers and values of JSON: it has a text.
        let payload = BASE64.encode(serde_json::to_vec(record).unwrap_or_default());
        let signature = self.keys.first().map(|key| {
            let mac = key.clone().chain_update(&payload);
            BASE64.encode(mac.finalize().into_bytes())
        });
        format!("{payload}.{}", signature.unwrap_or_default())
    }

    /// What a cookie holds, and whether the key of now signed it; `None` if no key of ours did.
    pub(super) fn read(&self, text: &str) -> Option<(SessionRecord, bool)> {
        let (payload, signature) = text.split_once('.')?;
        let signature = BASE64.decode(signature).ok()?;
        let signed = self.keys.iter().position(|key| {
            let mac = key.clone().chain_update(payload);
            mac.verify_slice(&signature).is_ok()
        })?;
        let record = serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()?;
        Some((record, signed == 0))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signer({} keys)", self.keys.len())
    }
}

/// The name of a session, as the browser has it.
pub(super) fn token(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The key under which the session of a token is kept: the token cannot be found from it.
pub(super) fn key_of(token: &str) -> String {
    BASE64.encode(Sha256::digest(token))
}
