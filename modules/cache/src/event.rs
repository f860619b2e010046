use purlin::events::event;
use schemars::JsonSchema;
use serde::Serialize;

/// Redis does not answer and is left alone until it does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CacheAway {
    /// Why, in one clause.
    pub reason: String,
}

event!(CacheAway as "cache.away");

/// Redis answers again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CacheBack {
    /// How many invalidations had waited for it.
    pub invalidated: u64,
}

event!(CacheBack as "cache.back");

/// More invalidations wait for Redis than may: everything of the tenants that they are of will be
/// invalidated in their place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InvalidationsDropped {
    /// How many are not kept one by one.
    pub dropped: u64,
}

event!(InvalidationsDropped as "cache.invalidations-dropped");
