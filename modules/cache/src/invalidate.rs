//! What is not true any more: a key, what has a tag, what begins so, a region, everything.

use purlin::{context::ExecutionContext, tenant::TenantId};
use serde::{Deserialize, Serialize};

use crate::{
    Cache, CacheError, InvalidationsDropped, Region, WhenAway,
    cache::Inner,
    epochs::{implied_stripes, tag_stripe},
    key::{Key, RegionName},
};

/// What is not true any more, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalidation {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) what: What,
}

impl Invalidation {
    /// Whose entries it is about; none for what all share.
    #[must_use]
    pub fn tenant(&self) -> Option<&TenantId> {
        self.tenant.as_ref()
    }

    /// What it is.
    #[must_use]
    pub fn what(&self) -> &What {
        &self.what
    }
}

/// Which entries are not true any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The one under a key.
    Key {
        /// The region, as [`NewEntry::region`](crate::NewEntry::region).
        region: Box<str>,
        /// The key in it.
        key: Box<str>,
    },
    /// Those of a region whose keys begin so.
    Prefix {
        /// The region, as [`NewEntry::region`](crate::NewEntry::region).
        region: Box<str>,
        /// How they begin.
        prefix: Box<str>,
    },
    /// Those that have one of [`NewEntry::marks`](crate::NewEntry::marks): a tag, a region, or everything that a tenant has.
    Mark(u16),
}

impl What {
    pub(crate) fn everything() -> Self {
        Self::Mark(implied_stripes("")[0].0)
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
        self.invalidate(What::Mark(tag_stripe(tag.as_ref()).0))
            .await
    }

    /// Removes everything of this region; how much that is makes no difference.
    ///
    /// # Errors
    /// Those of [`remove`](Self::remove).
    pub async fn clear(&self) -> Result<(), CacheError> {
        let [_, region] = implied_stripes(&self.shape.name);
        self.invalidate(What::Mark(region.0)).await
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
        self.invalidate_both(&What::Mark(stripe.0)).await
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
        let Some(far) = &self.far else {
            return Ok(());
        };
        match far.invalidate(invalidation).await {
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
                far.gone(&error);
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
        self.memory.forget(invalidation);
        match &invalidation.what {
            What::Key { region, key } => self.flights.detach(&Key {
                tenant: invalidation.tenant.clone(),
                region: RegionName::written(region),
                text: key.clone(),
            }),
            What::Prefix { .. } | What::Mark(_) => self.flights.detach_all(),
        }
    }
}
