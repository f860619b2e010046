use std::{fmt, sync::Arc, time::Duration};

use super::{
    Session, SessionConfig, SessionError, SessionPlace, SessionRecord, SessionStore,
    cookie::Cookie,
    session::{Found, State},
    sign::{Signer, key_of, token},
};
use axum::http::{HeaderMap, HeaderValue};
use purlin::{
    context::{Clock, ExecutionContext, Randomness},
    error::Error,
};

/// Largest session in a cookie: browsers take 4,096 bytes with its name, attributes and signature.
const MOST_IN_COOKIE: usize = 2_800;
/// How often a change is tried again that others are in the way of.
const TRIES: usize = 8;

/// Finds sessions and keeps them.
pub struct Sessions {
    cookie: Cookie,
    /// `None` if they are kept in the store.
    signer: Option<Signer>,
    store: Arc<dyn SessionStore>,
    idle: u64,
    absolute: u64,
    most: usize,
    clock: Clock,
    randomness: Randomness,
}

impl Sessions {
    /// As the settings say.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub fn new(
        config: &SessionConfig,
        store: Arc<dyn SessionStore>,
        clock: &Clock,
        randomness: &Randomness,
    ) -> Result<Self, SessionError> {
        let (signer, most) = match config.kept {
            SessionPlace::Server => (None, config.max_size),
            SessionPlace::Cookie => {
                let most = config.max_size.min(MOST_IN_COOKIE);
                (Some(Signer::new(config)?), most)
            }
        };
        Ok(Self {
            cookie: Cookie::new(config)?,
            signer,
            store,
            idle: millis(config.idle_timeout),
            absolute: millis(config.absolute_timeout),
            most,
            clock: clock.clone(),
            randomness: randomness.clone(),
        })
    }

    /// Whether a request may be one of a session.
    pub(super) fn may_have(&self, headers: &HeaderMap) -> bool {
        self.cookie.values(headers).next().is_some()
    }

    /// What the cookie is called.
    pub(super) fn cookie_name(&self) -> &str {
        self.cookie.name()
    }

    /// What somebody without a session is told to bring.
    pub(super) fn challenge(&self) -> HeaderValue {
        self.cookie.challenge()
    }

    /// The time of the request, or that of the application outside of all.
    fn now(&self) -> u64 {
        let of_context = ExecutionContext::with_current(|context| context.clock().unix_millis());
        of_context.unwrap_or_else(|| self.clock.unix_millis())
    }

    /// The session that the headers name, or a new one. What is forged or over is as if it were not
    /// there.
    pub(super) async fn load(&self, headers: &HeaderMap) -> Result<Session, Error> {
        let now = self.now();
        for value in self.cookie.values(headers) {
            let found = match &self.signer {
                Some(signer) => signer.read(value).map(|(record, signed)| Found {
                    token: value.to_owned(),
                    record,
                    stale: !signed,
                }),
                None => self.store.load(&key_of(value)).await?.map(|record| Found {
                    token: value.to_owned(),
                    record,
                    stale: false,
                }),
            };
            if let Some(found) = found.filter(|found| now < self.end_of(&found.record)) {
                return Ok(Session::new(Some(found), self.most));
            }
            tracing::debug!("a session is over, or none of ours");
        }
        Ok(Session::new(None, self.most))
    }

    /// When a session ends. By the settings of now, which may be stricter than those it began with.
    fn end_of(&self, record: &SessionRecord) -> u64 {
        let idle = record.seen.saturating_add(self.idle);
        idle.min(record.began.saturating_add(self.absolute))
    }

    /// Keeps what became of a session; the header that tells the browser.
    pub(super) async fn keep(&self, session: &Session) -> Result<Option<HeaderValue>, Error> {
        let now = self.now();
        let mut state = session.settle();
        let left = state.left.take();
        let cookie = match state.found.take() {
            Some(found) => self.go_on(found, &state, now).await?,
            None if !state.values.is_empty() => Some(self.begin(state, now).await?),
            None if left.is_some() => self.cookie.header("", 0),
            None => None,
        };
        // Last: if the new one cannot be kept, the old one is still there.
        if let (Some(left), None) = (left, &self.signer) {
            self.store.remove(&key_of(&left.token)).await?;
        }
        Ok(cookie)
    }

    /// Begins a session.
    async fn begin(&self, state: State, now: u64) -> Result<HeaderValue, Error> {
        let mut record = SessionRecord {
            values: state.values,
            began: now,
            seen: now,
            ends: 0,
            revision: 0,
        };
        record.ends = self.end_of(&record);
        let value = match &self.signer {
            Some(signer) => signer.sign(&record),
            None => {
                let mut bytes = [0; 32];
                let filled = self.randomness.fill(&mut bytes);
                filled.map_err(|error| SessionError::NotKept(error.to_string()))?;
                let token = token(&bytes);
                self.store.insert(&key_of(&token), record.clone()).await?;
                token
            }
        };
        self.tell(&value, &record, now)
    }

    /// Keeps what was changed of a session, and that it was asked for.
    async fn go_on(
        &self,
        found: Found,
        state: &State,
        now: u64,
    ) -> Result<Option<HeaderValue>, Error> {
        // Not with every request: a tenth of the time is no loss to anybody.
        let fresh = now.saturating_sub(found.record.seen) < self.idle / 10;
        let changed = !state.changes.is_empty();
        if !changed && fresh && !found.stale {
            return Ok(None);
        }
        let mut record = found.record;
        if let Some(signer) = &self.signer {
            self.revise(&mut record, state, now);
            return Ok(Some(self.tell(&signer.sign(&record), &record, now)?));
        }
        let key = key_of(&found.token);
        for _ in 0..TRIES {
            self.revise(&mut record, state, now);
            if self.store.replace(&key, record.clone()).await? {
                return Ok(Some(self.tell(&found.token, &record, now)?));
            }
            // Somebody was first: go on from what there is now.
            match self.store.load(&key).await? {
                None => {
                    tracing::debug!("a session was ended by another request");
                    return Ok(None);
                }
                // That it was asked for is known now.
                Some(_) if !changed => return Ok(None),
                Some(latest) => record = latest,
            }
        }
        let reason = "many requests change it at once".to_owned();
        Err(SessionError::NotKept(reason).into())
    }

    fn revise(&self, record: &mut SessionRecord, state: &State, now: u64) {
        for (key, value) in &state.changes {
            match value {
                Some(value) => record.values.insert(key.clone(), value.clone()),
                None => record.values.remove(key),
            };
        }
        record.seen = record.seen.max(now);
        record.revision += 1;
        record.ends = self.end_of(record);
    }

    fn tell(&self, value: &str, record: &SessionRecord, now: u64) -> Result<HeaderValue, Error> {
        let seconds = record.ends.saturating_sub(now).div_ceil(1000);
        let header = self.cookie.header(value, seconds);
        // Base64 and the name of the settings.
        header.ok_or_else(|| SessionError::NotKept("its cookie has no text".to_owned()).into())
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sessions")
            .field("cookie", &self.cookie)
            .field("signer", &self.signer)
            .finish_non_exhaustive()
    }
}
