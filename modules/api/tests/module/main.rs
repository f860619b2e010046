//! The module as those who use it meet it: one test program, because each is linked anew.

mod application;
mod browser;
mod config;
mod contract;
mod drift;
mod examples;
mod idempotency;
mod lists;
mod quota;
#[cfg(feature = "redis")]
mod quota_redis;
mod schemes;
#[cfg(feature = "validation")]
mod validation;
