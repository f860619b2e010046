use purlin::config::config;

/// Settings of validation against the contract.
#[config(prefix = "api_validation")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiValidationConfig {
    /// Whether requests that do not keep to the contract are refused with a 422, before their handler.
    #[config(default = true)]
    pub requests: bool,
    /// Whether answers that do not keep to it become a 500 and are logged: for development and tests.
    #[config(default = false)]
    pub responses: bool,
}
