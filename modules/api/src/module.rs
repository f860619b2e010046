use std::sync::Arc;

use purlin::prelude::All;
use purlin::{module, registry::Registry};
use purlin_http_server::{Authenticator, Routes};

use crate::{ApiConfig, ApiError, ApiRoutes, Contract, ContractInfo, OpenApiCommand};

/// Serves the contract of everything that is contributed with `#[routes]`, and a page that shows it.
pub struct ApiModule;

#[module(config = ApiConfig, components = [OpenApiCommand])]
impl ApiModule {
    /// What clients are promised.
    #[provides]
    fn contract(
        registry: &Registry,
        config: &ApiConfig,
        authenticators: All<dyn Authenticator>,
    ) -> Contract {
        let parameters = authenticators.iter().flat_map(|one| one.parameters());
        let info = ContractInfo::of(registry, config).with_parameters(parameters);
        Contract::of_registry(&info, registry)
    }

    #[contributes(dyn Routes)]
    fn routes(contract: Arc<Contract>, config: &ApiConfig) -> Result<ApiRoutes, ApiError> {
        ApiRoutes::new(&contract, config)
    }
}
