//! What goes with what: a nicety. The shop sells without it, so the application lists the module as
//! optional.

use std::{collections::BTreeMap, fs, path::PathBuf};

use purlin::{
    http_server::{
        Routes,
        axum::{Json, extract::Path},
        routes,
    },
    prelude::*,
};

/// Where advice comes from.
#[config(prefix = "advice")]
pub struct AdviceConfig {
    /// A file of JSON that says for a product which others go with it,
    /// `{"ridge-tile": ["ridge-clip"]}`; nothing goes with anything if nothing says so.
    pub file: Option<PathBuf>,
}

/// Knows which products go with which.
pub struct Advice {
    pairs: BTreeMap<String, Vec<String>>,
}

impl Advice {
    /// The ids of the products that go with the product `id`.
    #[must_use]
    pub fn goes_with(&self, id: &str) -> &[String] {
        self.pairs.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Advice over HTTP.
#[contributes(dyn Routes)]
pub struct AdviceApi {
    advice: Arc<Advice>,
}

#[routes]
impl AdviceApi {
    /// The ids of products that go with one; none for a product that there is not.
    #[get("/products/{id}/goes-with")]
    fn goes_with(&self, Path(id): Path<String>) -> Json<Vec<String>> {
        Json(self.advice.goes_with(&id).to_vec())
    }
}

/// Why there is no advice.
#[derive(Debug, thiserror::Error)]
#[error("`{}` holds no advice", .file.display())]
pub struct AdviceError {
    file: PathBuf,
    #[source]
    cause: Box<dyn std::error::Error + Send + Sync>,
}

/// Serves `/products/{id}/goes-with`.
pub struct AdviceModule;

#[module(config = AdviceConfig, components = [AdviceApi])]
impl AdviceModule {
    #[provides]
    fn advice(config: &AdviceConfig) -> Result<Advice, AdviceError> {
        let Some(file) = &config.file else {
            return Ok(Advice {
                pairs: BTreeMap::new(),
            });
        };
        let failed = |cause: Box<dyn std::error::Error + Send + Sync>| AdviceError {
            file: file.clone(),
            cause,
        };
        let text = fs::read_to_string(file).map_err(|error| failed(error.into()))?;
        let pairs = serde_json::from_str(&text).map_err(|error| failed(error.into()))?;
        Ok(Advice { pairs })
    }
}
