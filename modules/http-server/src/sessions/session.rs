use std::{
    collections::BTreeMap,
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{extract::FromRequestParts, http::request::Parts};
use purlin::{context::Principal, error::Error};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Flash, FlashLevel, SessionError, SessionRecord, gate::Visit};
use crate::Problem;

/// Keys that begin so are the framework's own.
const OWN: &str = "purlin.";
const PRINCIPAL: &str = "purlin.principal";
const FLASHES: &str = "purlin.flashes";
/// More messages than this wait for nobody; the oldest go.
const MOST_FLASHES: usize = 32;

/// What is known of a visitor from one request to the next: an extractor.
///
/// A session begins when something is put into it: a visitor for whom nothing is kept gets no
/// cookie. It is kept when the handler has answered; what is changed later, in a body that is
/// streamed, is lost. Clones are the same session.
///
/// ```
/// # use purlin_http_server::{FlashLevel, Session, axum::response::Redirect, axum::Form, axum::Json, routes};
/// # use purlin::{context::Principal, error::Error};
/// # #[derive(serde::Deserialize)] struct Login { name: String }
/// struct Account;
///
/// #[routes(crate = purlin_http_server)]
/// impl Account {
///     #[post("/login")]
///     async fn log_in(&self, session: Session, login: Form<Login>) -> Result<Redirect, purlin_http_server::Problem> {
///         session.log_in(&Principal::new(&login.name))?; // after the password was checked
///         session.flash(FlashLevel::Success, "Welcome back")?;
///         Ok(Redirect::to("/"))
///     }
///
///     #[get("/visits")]
///     async fn visits(&self, session: Session) -> Result<Json<u32>, purlin_http_server::Problem> {
///         let visits = session.get::<u32>("visits").unwrap_or_default() + 1;
///         session.insert("visits", visits)?;
///         Ok(Json(visits))
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Session {
    state: Arc<Mutex<State>>,
    most: usize,
}

/// A session as it was found.
#[derive(Clone)]
pub(super) struct Found {
    /// What the browser has; the record itself if that is in the cookie.
    pub(super) token: String,
    pub(super) record: SessionRecord,
    /// Whether the cookie is to be written anew whatever happens.
    pub(super) stale: bool,
}

/// What became of a session.
#[derive(Default)]
pub(super) struct State {
    /// As it was found; `None` for one that is new.
    pub(super) found: Option<Found>,
    /// What was found and is not to be used any more.
    pub(super) left: Option<Found>,
    pub(super) values: Map<String, Value>,
    /// What was put in, and what was taken out.
    pub(super) changes: BTreeMap<String, Option<Value>>,
}

impl Session {
    pub(super) fn new(found: Option<Found>, most: usize) -> Self {
        let values = found.as_ref().map(|found| found.record.values.clone());
        Self {
            state: Arc::new(Mutex::new(State {
                values: values.unwrap_or_default(),
                found,
                ..State::default()
            })),
            most,
        }
    }

    /// A value. `None` if there is none under this key, or one of another form.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let value = self.lock().values.get(key).cloned()?;
        serde_json::from_value(value).ok()
    }

    /// Keeps a value under a key, in the place of one that is there.
    ///
    /// # Errors
    /// PL1211 if the session would become too large, PL1212 for a value that has no form in JSON and for
    /// keys that begin with `purlin.`.
    pub fn insert(&self, key: &str, value: impl Serialize) -> Result<(), Error> {
        if key.starts_with(OWN) {
            let reason = format!("keys that begin with `{OWN}` are the framework's own");
            return Err(refused(key, reason).into());
        }
        Ok(self.put(key, value)?)
    }

    /// Takes a value out.
    pub fn remove(&self, key: &str) {
        let mut state = self.lock();
        if state.values.remove(key).is_some() {
            state.changes.insert(key.to_owned(), None);
        }
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().values.is_empty()
    }

    /// Gives it a new name, and begins its time anew; what is in it stays. Whoever knew the old name
    /// has nothing of it: do this whenever the visitor gains rights.
    /// [`log_in`](Self::log_in) and [`log_out`](Self::log_out) do it by themselves.
    pub fn renew(&self) {
        let mut state = self.lock();
        let all = state.values.clone().into_iter();
        state.changes = all.map(|(key, value)| (key, Some(value))).collect();
        if let Some(found) = state.found.take() {
            state.left.get_or_insert(found);
        }
    }

    /// Ends it with all that is in it; what is put in afterwards begins another.
    pub fn end(&self) {
        self.lock().values.clear();
        self.renew();
    }

    /// Remembers who the visitor is, under a new name of the session.
    ///
    /// # Errors
    /// PL1211 if the session would become too large.
    pub fn log_in(&self, principal: &Principal) -> Result<(), Error> {
        self.renew();
        let roles: Vec<&str> = principal.roles().collect();
        let kept = serde_json::json!({
            "subject": principal.subject(), "roles": roles, "claims": principal.claims(),
        });
        Ok(self.put(PRINCIPAL, kept)?)
    }

    /// Ends the session of a visitor who leaves.
    pub fn log_out(&self) {
        self.end();
    }

    /// Who has logged in.
    #[must_use]
    pub fn principal(&self) -> Option<Principal> {
        let kept: Value = self.get(PRINCIPAL)?;
        let roles = kept["roles"].as_array().cloned().unwrap_or_default();
        let roles = roles.iter().filter_map(Value::as_str).map(str::to_owned);
        let principal = Principal::new(kept["subject"].as_str()?).with_roles(roles);
        let claims = kept["claims"].as_object().cloned().unwrap_or_default();
        Some(
            claims
                .into_iter()
                .fold(principal, |one, (name, value)| one.with_claim(name, value)),
        )
    }

    /// Leaves a message for the page that comes next.
    ///
    /// # Errors
    /// PL1211 if the session would become too large.
    pub fn flash(&self, level: FlashLevel, text: impl Into<String>) -> Result<(), Error> {
        let mut flashes: Vec<Flash> = self.get(FLASHES).unwrap_or_default();
        flashes.push(Flash {
            level,
            text: text.into(),
        });
        let most = flashes.len().saturating_sub(MOST_FLASHES);
        Ok(self.put(FLASHES, &flashes[most..])?)
    }

    /// Takes the messages that were left, the oldest first.
    #[must_use]
    pub fn flashes(&self) -> Vec<Flash> {
        let flashes = self.get(FLASHES).unwrap_or_default();
        self.remove(FLASHES);
        flashes
    }

    fn put(&self, key: &str, value: impl Serialize) -> Result<(), SessionError> {
        let value = serde_json::to_value(value).map_err(|error| refused(key, error.to_string()))?;
        let mut state = self.lock();
        let former = state.values.insert(key.to_owned(), value.clone());
        let size = size(&state.values);
        if size > self.most {
            match former {
                Some(former) => state.values.insert(key.to_owned(), former),
                None => state.values.remove(key),
            };
            return Err(SessionError::TooLarge {
                key: key.to_owned(),
                size,
                most: self.most,
            });
        }
        state.changes.insert(key.to_owned(), Some(value));
        Ok(())
    }

    /// What became of it; nothing is left to be kept.
    pub(super) fn settle(&self) -> State {
        mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(key: &str, reason: String) -> SessionError {
    SessionError::Value {
        key: key.to_owned(),
        reason,
    }
}

fn size(values: &Map<String, Value>) -> usize {
    serde_json::to_vec(values).map_or(usize::MAX, |text| text.len())
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visit = parts.extensions.get::<Visit>().cloned();
        let visit = visit.ok_or(SessionError::NoSessions)?;
        Ok(visit.session(&parts.headers).await?)
    }
}

/// Shows which values there are and none of them.
impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        formatter
            .debug_struct("Session")
            .field("keys", &state.values.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
