//! What is not true any more: a key, what has a tag, what begins so, a region, everything.

use purlin::{context::ExecutionContext, tenant::TenantId};
use serde::{Deserialize, Serialize};

use crate::{
    Cache, CacheError, InvalidationsDropped, Region, WhenAway,
    cache::Inner,
    epochs::{Stripe, implied_stripes, tag_stripe},
    key::{Key, RegionName},
};

/// What is not true any more, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invalidation {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    Key { region: Box<str>, key: Box<str> },
    Prefix { region: Box<str>, prefix: Box<str> },
    Tag(u16),
}

impl What {
    pub(crate) fn everything() -> Self {
        Self::Tag(implied_stripes("")[0].0)
    }
}

impl<V> Region<V> {
    /// Removes what is under a key, here and for everybody.
    ///
    /// While Redis is away it is done as soon as it answers; entries that others have read before
    /// may live until then.
    ///
    /// # Errors
    /// [`CacheError::Away`] if Redis does not answer and `cache.when_away` is `fail`;
    /// [`CacheError::Refused`].
    pub async fn remove(&self, key: impl AsRef<str>) -> Result<(), CacheError> {
        self.invalidate(What::Key {
            region: (*self.shape.name).into(),
            key: key.as_ref().into(),
        })
        .await
    }

    /// Removes everything of this region whose key begins so. It looks at every key that there is:
    /// where it is needed often, use tags.
    ///
    /// # Errors
    /// Those of [`remove`](Self::remove).
    pub async fn remove_prefix(&self, prefix: impl AsRef<str>) -> Result<(), CacheError> {
        self.invalidate(What::Prefix {
            region: (*self.shape.name).into(),
            prefix: prefix.as_ref().into(),
        })
        .await
    }

    /// Removes everything of this region that has the tag, and what other regions of the tenant
    /// have with it; how much that is makes no difference.
    ///
    /// # Errors
    /// Those of [`remove`](Self::remove).
    pub async fn remove_tag(&self, tag: impl AsRef<str>) -> Result<(), CacheError> {
        self.invalidate(What::Tag(tag_stripe(tag.as_ref()).0)).await
    }

    /// Removes everything of this region; how much that is makes no difference.
    ///
    /// # Errors
    /// Those of [`remove`](Self::remove).
    pub async fn clear(&self) -> Result<(), CacheError> {
        let [_, region] = implied_stripes(&self.shape.name);
        self.invalidate(What::Tag(region.0)).await
    }

    async fn invalidate(&self, what: What) -> Result<(), CacheError> {
        let tenant = self.tenant();
        let inner = &self.cache.0;
        inner.invalidate(&Invalidation { tenant, what }).await
    }
}

impl Cache {
    /// Removes everything that has the tag, in all regions: of the current tenant, and what is
    /// shared by all.
    ///
    /// # Errors
    /// Those of [`Region::remove`].
    pub async fn remove_tag(&self, tag: impl AsRef<str>) -> Result<(), CacheError> {
        let stripe = tag_stripe(tag.as_ref());
        self.invalidate_both(&What::Tag(stripe.0)).await
    }

    /// Removes everything: of the current tenant, and what is shared by all.
    ///
    /// # Errors
    /// Those of [`Region::remove`].
    pub async fn clear(&self) -> Result<(), CacheError> {
        self.invalidate_both(&What::everything()).await
    }

    async fn invalidate_both(&self, what: &What) -> Result<(), CacheError> {
        let tenant = current_tenant();
        for tenant in tenant.map(Some).into_iter().chain([None]) {
            let what = what.clone();
            self.0.invalidate(&Invalidation { tenant, what }).await?;
        }
        Ok(())
    }
}

/// Whose data it is about here.
pub(crate) fn current_tenant() -> Option<TenantId> {
    ExecutionContext::with_current(|context| context.tenant().cloned()).flatten()
}

impl Inner {
    /// Here first: nobody of this process reads what it knows to be wrong.
    pub(crate) async fn invalidate(&self, invalidation: &Invalidation) -> Result<(), CacheError> {
        let core = &self.core;
        core.forget(invalidation);
        let Some(remote) = &self.remote else {
            return Ok(());
        };
        match remote.invalidate(invalidation).await {
            Ok(()) => {
                // What was read of Redis just before that is not kept either.
                core.forget(invalidation);
                Ok(())
            }
            Err(error @ CacheError::Refused { .. }) => Err(error),
            Err(error) => {
                if let Some(dropped) = core.pending.push(invalidation.clone()) {
                    let dropped = u64::try_from(dropped).unwrap_or(u64::MAX);
                    core.emit(InvalidationsDropped { dropped });
                }
                remote.gone(&error);
                match core.when_away {
                    WhenAway::Fail => Err(error),
                    WhenAway::Bypass | WhenAway::Stale => Ok(()),
                }
            }
        }
    }
}

impl crate::cache::Core {
    /// Forgets it in this process.
    pub(crate) fn forget(&self, invalidation: &Invalidation) {
        let tenant = invalidation.tenant.as_ref();
        match &invalidation.what {
            What::Key { region, key } => {
                let key = Key {
                    tenant: tenant.cloned(),
                    region: RegionName::written(region),
                    text: key.clone(),
                };
                self.memory.forget_key(key.place());
                self.flights.detach(&key);
            }
            What::Prefix { region, prefix } => {
                self.memory.forget_prefix(tenant, region, prefix);
                self.flights.detach_all();
            }
            What::Tag(stripe) => {
                self.memory.forget_stripe(tenant, Stripe(*stripe));
                self.flights.detach_all();
            }
        }
    }
}
