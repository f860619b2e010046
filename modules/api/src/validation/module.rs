use std::sync::Arc;

use purlin::{error::Error, module};
use purlin_http_server::Middleware;

use super::{ApiValidationConfig, ContractGate};
use crate::{ApiModule, Contract};

/// Holds every request of an operation to the contract, before its handler: beside [`ApiModule`].
pub struct ApiValidationModule;

#[module(config = ApiValidationConfig, imports = [ApiModule])]
impl ApiValidationModule {
    // Inside of what other middleware does: who may not ask is not told what is wrong.
    #[contributes(dyn Middleware, priority = -1000)]
    fn gate(contract: Arc<Contract>, config: &ApiValidationConfig) -> Result<ContractGate, Error> {
        Ok(ContractGate::new(&contract, config)?)
    }
}
