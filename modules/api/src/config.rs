use purlin::config::config;

/// Settings of the API's contract.
#[config(prefix = "api")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiConfig {
    /// What the API is called; the name of the application, if nothing says so.
    pub title: Option<String>,
    /// The version of the API; that of the application, if nothing says so.
    pub version: Option<String>,
    /// Whether the contract is served, and the page that shows it.
    #[config(default = true)]
    pub served: bool,
    /// Path of the contract, an OpenAPI 3.1 document.
    #[config(default = "/openapi.json", pattern = "/[^{}]+")]
    pub document_path: String,
    /// Path of the page that shows the contract to people.
    #[config(default = "/docs", pattern = "/[^{}]*[^{}/]")]
    pub page_path: String,
}
