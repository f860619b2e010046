use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde_json::Value;

use super::HealthStatus;
use crate::logging::Masks;

/// What one health check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    status: HealthStatus,
    message: Option<Cow<'static, str>>,
    details: BTreeMap<Cow<'static, str>, Value>,
}

impl Health {
    /// Everything works.
    #[must_use]
    pub const fn healthy() -> Self {
        Self::found(HealthStatus::Healthy, None)
    }

    /// It works, with less than usual: `message` says what is missing.
    #[must_use]
    pub fn degraded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::found(HealthStatus::Degraded, Some(message.into()))
    }

    /// It does not work: `message` says why.
    #[must_use]
    pub fn unhealthy(message: impl Into<Cow<'static, str>>) -> Self {
        Self::found(HealthStatus::Unhealthy, Some(message.into()))
    }

    /// Nobody knows whether it works, which counts as unhealthy: `message` says why not.
    #[must_use]
    pub fn unknown(message: impl fmt::Display) -> Self {
        Self::unhealthy(format!("unknown: {message}"))
    }

    /// `Ok` is healthy; an error is degraded if `temporary` says that it passes by itself, else
    /// unhealthy. Its text is the message.
    ///
    /// ```
    /// # extern crate purlin_core as purlin;
    /// use std::io::{Error, ErrorKind};
    /// use purlin::health::{Health, HealthStatus};
    ///
    /// let answer = Err::<(), _>(Error::from(ErrorKind::TimedOut));
    /// let health = Health::tolerating(answer, |error| error.kind() == ErrorKind::TimedOut);
    /// assert_eq!(health.status(), HealthStatus::Degraded);
    /// ```
    pub fn tolerating<T, E: fmt::Display>(
        result: Result<T, E>,
        temporary: impl FnOnce(&E) -> bool,
    ) -> Self {
        match result {
            Ok(_) => Self::healthy(),
            Err(error) if temporary(&error) => Self::degraded(error.to_string()),
            Err(error) => Self::unhealthy(error.to_string()),
        }
    }

    const fn found(status: HealthStatus, message: Option<Cow<'static, str>>) -> Self {
        Self {
            status,
            message,
            details: BTreeMap::new(),
        }
    }

    /// Adds a detail for operators, such as the length of a queue. Details are shown over HTTP: no
    /// secrets. A second one of the same name replaces the first.
    #[must_use]
    pub fn detail(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.details.insert(name.into(), value.into());
        self
    }

    /// Healthy, degraded or unhealthy.
    #[must_use]
    pub const fn status(&self) -> HealthStatus {
        self.status
    }

    /// Why it is not healthy.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The same without what nobody may read: a check may quote an error, and that anything.
    pub(super) fn masked(mut self, masks: &Masks) -> Self {
        if let Some(message) = &mut self.message
            && let Cow::Owned(masked) = masks.mask(message)
        {
            *message = Cow::Owned(masked);
        }
        for detail in self.details.values_mut() {
            masks.mask_json(detail);
        }
        self
    }

    /// The details, by name.
    #[must_use]
    pub const fn details(&self) -> &BTreeMap<Cow<'static, str>, Value> {
        &self.details
    }
}

/// `Ok` is healthy, an error is unhealthy with its text as the message.
impl<E: fmt::Display> From<Result<(), E>> for Health {
    fn from(result: Result<(), E>) -> Self {
        Self::tolerating(result, |_| false)
    }
}
