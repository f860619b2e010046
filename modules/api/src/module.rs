use std::sync::Arc;

use purlin::{module, registry::Registry};
use purlin_http_server::Routes;

use crate::{ApiConfig, ApiRoutes, Contract, OpenApiCommand};

/// Serves the contract of everything that is contributed with `#[routes]`, and a page that shows it.
pub struct ApiModule;

#[module(config = ApiConfig, components = [OpenApiCommand])]
impl ApiModule {
    /// What clients are promised.
    #[provides]
    fn contract(registry: &Registry, config: &ApiConfig) -> Contract {
        Contract::of_application(registry, config)
    }

    #[contributes(dyn Routes)]
    fn routes(contract: Arc<Contract>, config: &ApiConfig) -> ApiRoutes {
        ApiRoutes::new(&contract, config)
    }
}
