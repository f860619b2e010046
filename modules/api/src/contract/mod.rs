//! The contract of an API: an OpenAPI 3.1 document, made of what the routes say.

mod example;
mod give;
mod limited;
mod operation;
mod schemas;
mod security;
mod take;

use std::collections::{BTreeMap, HashMap};

use purlin::registry::Registry;
use purlin_http_server::{AuthParameter, AuthScheme, AuthSchemes, RouteInfo, RouteTable};
use serde_json::{Map, Value, json};

use self::{operation::operation, schemas::Schemas};
use crate::{ApiConfig, quota::Quotas};

/// The version of the specification that documents follow.
const OPENAPI: &str = "3.1.1";

/// The contract of an API: what can be asked for, with what, and what is answered. An OpenAPI 3.1
/// document.
///
/// ```
/// use purlin_api::{Contract, ContractInfo};
/// use purlin_http_server::{Routes, axum::Json, routes};
///
/// struct Api;
///
/// #[routes(crate = purlin_http_server)]
/// impl Api {
///     /// How many there are.
///     #[get("/count")]
///     fn count(&self) -> Json<u32> {
///         Json(3)
///     }
/// }
///
/// let info = ContractInfo::new("Counter", "1.0.0");
/// let contract = Contract::of(&info, Api.table());
/// let operation = &contract.document()["paths"]["/count"]["get"];
/// assert_eq!(operation["summary"], "How many there are");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Contract(Value);

/// What a contract says of the API as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractInfo {
    /// What it is called.
    pub title: String,
    /// Its version.
    pub version: String,
    /// How clients say who they are: of those who are contributed as `dyn Authenticator`.
    pub schemes: Vec<AuthScheme>,
    /// What headers and cookies of the schemes are called by the settings.
    pub parameters: Vec<AuthParameter>,
    /// Whether there are quotas: any operation may be refused by one, as the settings say.
    pub quotas: bool,
}

impl ContractInfo {
    /// What it is called, and its version.
    #[must_use]
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            version: version.into(),
            schemes: Vec::new(),
            parameters: Vec::new(),
            quotas: false,
        }
    }

    /// What the settings say, and the application where they say nothing.
    #[must_use]
    pub fn of(registry: &Registry, config: &ApiConfig) -> Self {
        let title = config.title.clone();
        let version = config.version.clone();
        let schemes = registry
            .services()
            .filter_map(|entry| entry.facts::<AuthSchemes>());
        Self {
            title: title.unwrap_or_else(|| registry.app().to_owned()),
            version: version.unwrap_or_else(|| registry.version().to_owned()),
            schemes: schemes.flat_map(AuthSchemes::known).copied().collect(),
            parameters: Vec::new(),
            quotas: registry
                .services()
                .any(|entry| entry.facts::<Quotas>().is_some()),
        }
    }

    /// With what headers and cookies of the schemes are called by the settings.
    #[must_use]
    pub fn with_parameters(mut self, parameters: impl IntoIterator<Item = AuthParameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }
}

impl Contract {
    /// The contract of these routes.
    #[must_use]
    pub fn of(info: &ContractInfo, routes: impl IntoIterator<Item = &'static RouteInfo>) -> Self {
        let mut schemas = Schemas::new();
        let doors = security::known(&info.schemes);
        let (mut asked, mut limited) = (false, false);
        let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        for route in routes {
            let counted = info.quotas || route.policy.rate_limit.is_some();
            limited |= counted;
            let mut operation = operation(route, counted, &mut schemas);
            distinguish(&mut operation, &mut names);
            if let Some(auth) = route.policy.auth {
                operation["security"] = security::requirements(&doors, auth.roles);
                asked = true;
            }
            let methods = paths.entry(shown_path(route.path)).or_default();
            methods.insert(route.method.to_ascii_lowercase(), operation);
        }
        let problem = schemas.problem();
        let mut document = json!({
            "openapi": OPENAPI,
            "info": { "title": info.title, "version": info.version },
            "paths": paths,
            "components": { "responses": { "Problem": {
                "description": "What is wrong: problem details of RFC 9457.",
                "content": { "application/problem+json": { "schema": problem } },
            } } },
        });
        if asked {
            document["components"]["securitySchemes"] = security::schemes(&doors, &info.parameters);
        }
        if limited {
            limited::describe(&mut document["components"]);
        }
        schemas.settle(&mut document);
        Self(document)
    }

    /// The contract of all routes that the modules of an application contribute with `#[routes]`;
    /// it need not run.
    #[must_use]
    pub fn of_application(registry: &Registry, config: &ApiConfig) -> Self {
        Self::of_registry(&ContractInfo::of(registry, config), registry)
    }

    /// The contract of all routes that modules contribute with `#[routes]`.
    #[must_use]
    pub fn of_registry(info: &ContractInfo, registry: &Registry) -> Self {
        let tables = registry
            .services()
            .filter_map(|entry| entry.facts::<RouteTable>());
        Self::of(info, tables.flat_map(|table| table.0))
    }

    /// A contract that was recorded.
    #[must_use]
    pub fn recorded(document: Value) -> Self {
        Self(document)
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.0
    }

    /// The document as text, to be recorded; the same for the same contract.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{:#}\n", self.0)
    }
}

/// `/files/{*rest}` is written without the star in a contract.
pub(crate) fn shown_path(path: &str) -> String {
    path.replace("{*", "{")
}

/// Numbers an operation whose name is taken.
fn distinguish(operation: &mut Value, names: &mut HashMap<String, usize>) {
    let Some(Value::String(id)) = operation.get_mut("operationId") else {
        return;
    };
    let count = names.entry(id.clone()).or_insert(0);
    *count += 1;
    if *count > 1 {
        *id = format!("{id}_{count}");
    }
}
