#![doc = include_str!("../README.md")]

mod command;
mod config;
mod contract;
mod drift;
mod error;
mod fields;
mod filter;
mod idempotency;
mod module;
mod page;
mod quota;
mod routes;
#[cfg(feature = "scalar")]
mod scalar;
#[cfg(feature = "validation")]
mod validation;
mod whole;

pub use command::OpenApiCommand;
pub use config::{ApiConfig, PageKind};
pub use contract::{Contract, ContractInfo};
pub use drift::{Change, Drift};
pub use error::ApiError;
pub use fields::{Fields, Sparse};
pub use filter::{Between, Condition, Exactly, Filter, Words};
pub use idempotency::{
    AnswerStore, Begun, IdempotencyConfig, IdempotencyGate, IdempotencyModule, KeptAnswer,
    MemoryAnswers,
};
pub use module::ApiModule;
pub use page::{PageRequest, Paged};
#[cfg(feature = "redis")]
pub use quota::RedisQuotas;
pub use quota::{
    ChosenQuotas, MemoryQuotas, QuotaConfig, QuotaCounter, QuotaGate, QuotaLimit, QuotaModule,
    QuotaPeriod, QuotaScope, QuotaStore, Taken, Window,
};
pub use routes::ApiRoutes;
pub use schemars;
#[cfg(feature = "validation")]
pub use validation::{ApiValidationConfig, ApiValidationModule, ContractGate, WrongExample};
pub use whole::whole;
