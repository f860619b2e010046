//! A build without Redis.

use std::{sync::Arc, time::Duration};

use purlin::tenant::TenantId;

use super::{Raw, Write};
use crate::{CacheConfig, CacheError, cache::Core, invalidate::Invalidation};

/// There is none.
pub(crate) enum Remote {}

#[expect(clippy::unused_async, reason = "the other one waits")]
impl Remote {
    pub(crate) async fn connect(
        _config: &CacheConfig,
        _namespace: &str,
        _core: &Arc<Core>,
    ) -> Result<Self, CacheError> {
        Err(CacheError::url(
            "is of no use in this build: it lacks the feature `cache-redis` of `purlin`",
        ))
    }

    pub(crate) async fn ping(&self) -> Result<(), CacheError> {
        match *self {}
    }

    pub(crate) async fn read(
        &self,
        _tenant: Option<&TenantId>,
        _region: &str,
        _keys: &[&str],
        _idle: Option<Duration>,
    ) -> Result<(u64, Vec<Option<Raw>>), CacheError> {
        match *self {}
    }

    pub(crate) async fn write(&self, _write: &Write<'_>) -> Result<bool, CacheError> {
        match *self {}
    }

    pub(crate) async fn invalidate(&self, _invalidation: &Invalidation) -> Result<(), CacheError> {
        match *self {}
    }

    pub(crate) fn close(&self) {
        match *self {}
    }

    pub(crate) fn gone(&self, _error: &CacheError) {
        match *self {}
    }
}
