//! How much each may ask for in a day or a month.

mod config;
mod gate;
mod limit;
mod memory;
mod module;
mod store;

pub use config::QuotaConfig;
pub use gate::QuotaGate;
pub use limit::{QuotaLimit, QuotaPeriod, QuotaScope, Window};
pub use memory::MemoryQuotas;
pub use module::QuotaModule;
pub use store::{QuotaCounter, QuotaStore, Taken};
