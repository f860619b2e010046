//! The module as those who use it meet it: one test program, because each is linked anew.

mod application;
mod browser;
mod config;
mod contract;
mod drift;
mod idempotency;
mod lists;
#[cfg(feature = "validation")]
mod validation;
