//! The module as those who use it meet it: one test program, because each is linked anew.

mod application;
mod away;
mod config;
mod life;
mod load;
mod many;
mod method;
mod restart;
mod server;
mod store;
mod support;
mod tenants;
mod tiered;
#[cfg(feature = "tls")]
mod tls;
mod weight;
