use purlin::config::config;
use serde::{Deserialize, Serialize};

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
    /// Which page shows the contract: `own`, which is small, or `scalar`, that of Scalar, with which people
    /// can try the API; it is in the program with the feature `api-scalar`.
    #[config(default = PageKind::Own)]
    pub page: PageKind,
    /// Path of the page that shows the contract to people.
    #[config(default = "/docs", pattern = "/[^{}]*[^{}/]")]
    pub page_path: String,
}

/// Which page shows a contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// The framework's own.
    #[default]
    Own,
    /// That of Scalar.
    Scalar,
}
