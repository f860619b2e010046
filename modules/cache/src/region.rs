use std::{fmt, sync::Arc, time::Duration};

use purlin::{context::ExecutionContext, error::BoxError, tenant::TenantId};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Cache, CacheError, Codec, Content, Json,
    entry::Life,
    epochs::{Stripe, implied_stripes, tag_stripe},
    invalidate::current_tenant,
    key::{Key, Place, RegionName},
    store::Form,
};

type Tagger<V> = Arc<dyn Fn(&V) -> Vec<String> + Send + Sync>;
type Weigher<V> = Arc<dyn Fn(&V) -> u32 + Send + Sync>;

/// Values of one type in a [`Cache`]. Cheap to clone: keep one where it is used.
///
/// Its own settings are over those of the configuration.
pub struct Region<V> {
    pub(crate) cache: Cache,
    pub(crate) shape: Arc<Shape<V>>,
}

/// What is the same for all entries of a region.
pub(crate) struct Shape<V> {
    pub(crate) name: RegionName,
    pub(crate) life: Life,
    pub(crate) negative: Duration,
    shared: bool,
    stripes: Vec<Stripe>,
    codec: Arc<dyn Codec<V>>,
    tags: Option<Tagger<V>>,
    weigh: Option<Weigher<V>>,
}

impl<V: Serialize + DeserializeOwned + Send + Sync + 'static> Region<V> {
    pub(crate) fn new(cache: &Cache, name: &str, life: Life, negative: Duration) -> Self {
        let name = RegionName::of(name);
        let stripes = implied_stripes(&name).to_vec();
        Self {
            cache: cache.clone(),
            shape: Arc::new(Shape {
                name,
                life,
                negative,
                shared: false,
                stripes,
                codec: Arc::new(Json),
                tags: None,
                weigh: None,
            }),
        }
    }
}

impl<V> Region<V> {
    fn with(mut self, change: impl FnOnce(&mut Shape<V>)) -> Self {
        change(Arc::make_mut(&mut self.shape));
        self
    }

    /// How long an entry is fresh.
    #[must_use]
    pub fn ttl(self, ttl: Duration) -> Self {
        self.with(|shape| shape.life.ttl = ttl)
    }

    /// How long an entry is kept that nobody reads.
    #[must_use]
    pub fn idle(self, idle: Duration) -> Self {
        self.with(|shape| shape.life.idle = Some(idle))
    }

    /// How long after that an entry may still be given while it is loaded anew, and if that fails.
    #[must_use]
    pub fn stale(self, stale: Duration) -> Self {
        self.with(|shape| shape.life.stale = stale)
    }

    /// How long before its end an entry is loaded anew if somebody reads it.
    #[must_use]
    pub fn early(self, early: Duration) -> Self {
        self.with(|shape| shape.life.early = early)
    }

    /// How long it is remembered that there is nothing under a key; zero does not.
    #[must_use]
    pub fn negative(self, ttl: Duration) -> Self {
        self.with(|shape| shape.negative = ttl)
    }

    /// The same entries for all tenants: for what is nobody's data.
    #[must_use]
    pub fn shared(self) -> Self {
        self.with(|shape| shape.shared = true)
    }

    /// Every entry has this tag.
    #[must_use]
    pub fn tag(self, tag: impl AsRef<str>) -> Self {
        self.with(|shape| shape.stripes.push(tag_stripe(tag.as_ref())))
    }

    /// Every entry has the tags that its value says.
    #[must_use]
    pub fn tags(self, of: impl Fn(&V) -> Vec<String> + Send + Sync + 'static) -> Self {
        self.with(|shape| shape.tags = Some(Arc::new(of)))
    }

    /// What a value weighs, in bytes; only with `cache.max_size`.
    #[must_use]
    pub fn weigh(self, of: impl Fn(&V) -> u32 + Send + Sync + 'static) -> Self {
        self.with(|shape| shape.weigh = Some(Arc::new(of)))
    }

    /// How values are written down for Redis and other stores.
    #[must_use]
    pub fn codec(self, codec: impl Codec<V> + 'static) -> Self {
        self.with(|shape| shape.codec = Arc::new(codec))
    }

    /// Whose entries are looked at here.
    pub(crate) fn tenant(&self) -> Option<TenantId> {
        if self.shape.shared {
            None
        } else {
            current_tenant()
        }
    }

    /// The key with whose it is.
    pub(crate) fn whole(&self, key: &str) -> Key {
        Key {
            tenant: self.tenant(),
            region: self.shape.name.clone(),
            text: key.into(),
        }
    }

    /// Looks something up without a clone of whose it is.
    pub(crate) fn at<R>(&self, key: &str, look: impl Fn(Place<'_>) -> R) -> R {
        let region = &self.shape.name;
        if !self.shape.shared {
            let here = ExecutionContext::with_current(|context| {
                let tenant = context.tenant();
                look(Place {
                    tenant,
                    region,
                    key,
                })
            });
            if let Some(found) = here {
                return found;
            }
        }
        look(Place {
            tenant: None,
            region,
            key,
        })
    }
}

impl<V: Send + Sync + 'static> Shape<V> {
    pub(crate) fn stripes(&self, value: Option<&V>) -> Box<[Stripe]> {
        let mut stripes = self.stripes.clone();
        if let (Some(tags), Some(value)) = (&self.tags, value) {
            stripes.extend(tags(value).iter().map(|tag| tag_stripe(tag)));
        }
        stripes.into()
    }

    /// The life of what is there, or of the knowledge that there is nothing.
    pub(crate) fn life_of(&self, held: &Content) -> Life {
        match held {
            Content::Value(_) => self.life,
            Content::Nothing => Life {
                ttl: self.negative,
                early: Duration::ZERO,
                stale: Duration::ZERO,
                idle: None,
            },
        }
    }

    /// What an entry weighs with its key.
    pub(crate) fn weight(&self, key: &str, value: Option<&V>) -> u32 {
        let key = u32::try_from(key.len()).unwrap_or(u32::MAX);
        let value = match (value, &self.weigh) {
            (None, _) => 1,
            (Some(value), Some(weigh)) => weigh(value),
            // What cannot be written weighs nothing that is known.
            (Some(value), None) => self
                .codec
                .encode(value)
                .map_or(1, |bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
        };
        key.saturating_add(value).max(1)
    }
}

impl<V: Send + Sync + 'static> Form for Shape<V> {
    fn encode(&self, value: &Content) -> Result<Vec<u8>, CacheError> {
        let Content::Value(value) = value else {
            return Ok(Vec::new());
        };
        let encoded = match value.downcast_ref() {
            Some(value) => self.codec.encode(value),
            None => Err(BoxError::from("it is of another type")),
        };
        encoded.map_err(|error| CacheError::codec(&self.name, error))
    }

    fn decode(&self, bytes: &[u8]) -> Option<Content> {
        match self.codec.decode(bytes) {
            Ok(value) => Some(Content::Value(Arc::new(value))),
            Err(error) => {
                let region = &*self.name;
                tracing::debug!(region, %error, "a cached value is not understood");
                None
            }
        }
    }

    fn weigh(&self, key: &str, value: &Content) -> u32 {
        let value = match value {
            Content::Value(value) => value.downcast_ref(),
            Content::Nothing => None,
        };
        self.weight(key, value)
    }
}

impl<V> Clone for Shape<V> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            life: self.life,
            negative: self.negative,
            shared: self.shared,
            stripes: self.stripes.clone(),
            codec: Arc::clone(&self.codec),
            tags: self.tags.clone(),
            weigh: self.weigh.clone(),
        }
    }
}

impl<V> Clone for Region<V> {
    fn clone(&self) -> Self {
        Self {
            cache: self.cache.clone(),
            shape: Arc::clone(&self.shape),
        }
    }
}

impl<V> fmt::Debug for Region<V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Region({})", &*self.shape.name)
    }
}
