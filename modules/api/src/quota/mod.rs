//! How much each may ask for in a day or a month.

mod config;
mod gate;
mod limit;
mod memory;
mod module;
#[cfg(feature = "redis")]
mod redis;
mod store;

pub use config::QuotaConfig;
pub use gate::QuotaGate;
pub(crate) use gate::Quotas;
pub use limit::{QuotaLimit, QuotaPeriod, QuotaScope, Window};
pub use memory::MemoryQuotas;
pub use module::{ChosenQuotas, QuotaModule};
#[cfg(feature = "redis")]
pub use redis::RedisQuotas;
pub use store::{QuotaCounter, QuotaStore, Taken};
