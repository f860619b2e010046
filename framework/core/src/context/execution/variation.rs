//! The same request with something else about it.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use serde_json::Value;
use tokio::time::Instant;

use super::{
    super::{Baggage, Clock, Principal, Randomness, TraceContext, codes, id::Id},
    ExecutionContext, Inner, More,
};
use crate::{
    error::{Category, Error},
    tenant::Lease,
};

impl ExecutionContext {
    /// A variation is the same request: what it is called and what is made for it is settled
    /// first, so that both have the same.
    fn changed(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let _settled = (self.correlation_id(), self.trace());
        self.renamed(change)
    }

    /// What has just been made and is known to nobody else, changed in its place.
    fn altered(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        match Arc::get_mut(&mut self.0) {
            Some(inner) => {
                change(inner);
                self
            }
            None => self.changed(change),
        }
    }

    fn altered_more(self, change: impl FnOnce(&mut More)) -> Self {
        self.altered(|inner| {
            let more = inner.more.get_or_insert_default();
            change(Arc::make_mut(more));
        })
    }

    /// The same with another name.
    fn renamed(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let _settled = self.request_scope();
        let mut inner = (*self.0).clone();
        change(&mut inner);
        Self(Arc::new(inner))
    }

    fn changed_more(&self, change: impl FnOnce(&mut More)) -> Self {
        self.changed(|inner| {
            let mut more = inner.more.as_deref().cloned().unwrap_or_default();
            change(&mut more);
            inner.more = Some(Arc::new(more));
        })
    }

    /// The same with this correlation id.
    #[must_use]
    pub fn with_correlation_id(&self, id: Id) -> Self {
        self.renamed(|inner| inner.correlation = OnceLock::from(id))
    }

    /// The same with this request id.
    #[must_use]
    pub fn with_request_id(&self, id: Id) -> Self {
        self.renamed(|inner| inner.request = OnceLock::from(id))
    }

    /// The same in this trace.
    #[must_use]
    pub fn with_trace(&self, trace: TraceContext) -> Self {
        self.renamed(|inner| inner.trace = OnceLock::from(trace))
    }

    /// The same with this trace state, as the header has it; more than 512 bytes, and what is not
    /// printable ASCII, is dropped.
    #[must_use]
    pub fn with_trace_state(&self, state: &str) -> Self {
        let state = Some(state).filter(|state| is_trace_state(state));
        self.changed_more(|more| more.trace_state = state.map(Into::into))
    }

    /// The same with this baggage.
    #[must_use]
    pub fn with_baggage(&self, baggage: Baggage) -> Self {
        self.changed_more(|more| more.baggage = baggage)
    }

    /// The same for this principal.
    #[must_use]
    pub fn with_principal(&self, principal: Principal) -> Self {
        self.changed_more(|more| more.principal = Some(Arc::new(principal)))
    }

    /// The same for nobody.
    #[must_use]
    pub fn without_principal(&self) -> Self {
        self.changed_more(|more| more.principal = None)
    }

    /// The same with this locale.
    ///
    /// # Errors
    /// PL1421 if it is no tag of BCP 47 by its characters.
    pub fn with_locale(&self, tag: &str) -> Result<Self, Error> {
        let name = locale_tag(tag)?;
        Ok(self.changed_more(|more| more.locale = Some(name)))
    }

    /// The same with this time zone.
    ///
    /// # Errors
    /// PL1421 if it is no name of the IANA database by its characters.
    pub fn with_time_zone(&self, name: &str) -> Result<Self, Error> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
        let name = named("time zone", name, 64, plain, "`Europe/Vienna` or `UTC`")?;
        Ok(self.changed_more(|more| more.time_zone = Some(name)))
    }

    /// The same with a value of a rule.
    #[must_use]
    pub fn with_rule(&self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.changed_more(|more| {
            let mut rules = (*more.rules).clone();
            rules.insert(name.into(), value.into());
            more.rules = Arc::new(rules);
        })
    }

    /// The same with a value of a type of yours, in the place of one of the same type.
    #[must_use]
    pub fn with_extension<T: Send + Sync + 'static>(&self, value: T) -> Self {
        self.changed_more(|more| more.extensions.insert(value))
    }

    /// The same with `limit` from now on; an earlier deadline stays.
    #[must_use]
    pub fn with_timeout(&self, limit: Duration) -> Self {
        match Instant::now().checked_add(limit) {
            Some(deadline) => self.with_deadline(deadline),
            None => self.clone(),
        }
    }

    /// The same until `deadline`; an earlier one stays.
    #[must_use]
    pub fn with_deadline(&self, deadline: Instant) -> Self {
        self.changed(|inner| {
            inner.deadline = Some(inner.deadline.map_or(deadline, |known| known.min(deadline)));
        })
    }

    /// The same until `deadline`, or until an earlier one that it has: without a copy, if nobody else
    /// has the context.
    #[must_use]
    pub fn until(self, deadline: Instant) -> Self {
        self.altered(|inner| {
            inner.deadline = Some(inner.deadline.map_or(deadline, |known| known.min(deadline)));
        })
    }

    /// What a sender says of a request that has just come in.
    pub(in crate::context) fn received(self, received: Received<'_>) -> Self {
        let Received {
            request,
            correlation,
            trace,
            state,
            baggage,
            locale,
        } = received;
        let context = self.altered(|inner| {
            if let Some(id) = request {
                inner.request = OnceLock::from(id);
            }
            if let Some(id) = correlation {
                inner.correlation = OnceLock::from(id);
            }
            if let Some(parent) = trace {
                inner.trace = OnceLock::from(parent.child(&inner.randomness));
            }
        });
        let locale = locale.and_then(|tag| locale_tag(tag).ok());
        let state = state.filter(|state| is_trace_state(state));
        if state.is_none() && baggage.is_none() && locale.is_none() {
            return context;
        }
        context.altered_more(|more| {
            more.trace_state = state.map(Into::into);
            more.baggage = baggage.unwrap_or_default();
            more.locale = locale;
        })
    }

    /// The same with another clock, as tests have it.
    #[must_use]
    pub fn with_clock(&self, clock: &Clock) -> Self {
        self.changed(|inner| inner.clock = clock.clone())
    }

    /// The same with other randomness, as tests have it.
    #[must_use]
    pub fn with_randomness(&self, randomness: &Randomness) -> Self {
        self.changed(|inner| inner.randomness = randomness.clone())
    }

    /// The same for this tenant; only [`Tenants`](crate::tenant::Tenants) gives leases.
    pub(crate) fn with_lease(mut self, lease: Lease) -> Self {
        // Fresh contexts are changed in place.
        match Arc::get_mut(&mut self.0) {
            Some(inner) => {
                inner.lease = Some(lease);
                self
            }
            None => self.changed(|inner| inner.lease = Some(lease)),
        }
    }
}

/// What the sender of a request says of it.
#[derive(Default)]
pub(in crate::context) struct Received<'f> {
    pub(in crate::context) request: Option<Id>,
    pub(in crate::context) correlation: Option<Id>,
    pub(in crate::context) trace: Option<TraceContext>,
    pub(in crate::context) state: Option<&'f str>,
    pub(in crate::context) baggage: Option<Baggage>,
    pub(in crate::context) locale: Option<&'f str>,
}

fn is_trace_state(state: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~');
    (1..=512).contains(&state.len()) && state.bytes().all(plain)
}

fn locale_tag(tag: &str) -> Result<Arc<str>, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    named("locale", tag, 35, plain, "`de` or `de-AT`")
}

/// A name of these characters.
fn named(
    what: &str,
    text: &str,
    most: usize,
    plain: impl Fn(char) -> bool,
    example: &str,
) -> Result<Arc<str>, Error> {
    if !text.is_empty() && text.len() <= most && text.chars().all(plain) {
        return Ok(text.into());
    }
    let message = format!("this is no {what}");
    Err(Error::new(Category::Validation, codes::NO_LOCALE, message)
        .action(format!("write one such as {example}")))
}
