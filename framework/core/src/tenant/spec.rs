use std::fmt;

use super::TenantId;
use crate::{
    config::{ConfigLoader, ConfigValue, Source},
    error::Error,
};

/// A tenant, and what is set for it over the application's own configuration.
#[derive(Clone)]
pub struct TenantSpec {
    id: TenantId,
    sources: Vec<Source>,
    values: Vec<(String, ConfigValue)>,
}

impl TenantSpec {
    /// A tenant with the application's own configuration.
    #[must_use]
    pub fn new(id: TenantId) -> Self {
        Self {
            id,
            sources: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The same with a source of its own, such as its file. It stands where the tenant's layer
    /// stands: over file, profile and instance, below the environment.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(source.of_tenant());
        self
    }

    /// The same with what stands at the dotted `path`, over everything else.
    #[must_use]
    pub fn set(mut self, path: impl Into<String>, value: impl Into<ConfigValue>) -> Self {
        self.values.push((path.into(), value.into()));
        self
    }

    /// The tenant.
    #[must_use]
    pub fn id(&self) -> &TenantId {
        &self.id
    }

    /// The application's sources with those of the tenant.
    pub(super) fn layered(&self, loader: &ConfigLoader) -> ConfigLoader {
        let mut loader = loader.clone().tenant(self.id.as_str());
        for source in &self.sources {
            loader = loader.source(source.clone());
        }
        for (path, value) in &self.values {
            loader = loader.set(path.clone(), value.clone());
        }
        loader
    }
}

/// Says how much there is, never what.
impl fmt::Debug for TenantSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TenantSpec")
            .field("id", &self.id)
            .field("sources", &self.sources.len())
            .field("values", &self.values.len())
            .finish()
    }
}

/// Knows the tenants: a table, a directory service, a control plane.
///
/// Provide it as `dyn TenantSource`; the [`TenantsModule`](super::TenantsModule) asks it at start,
/// and again at every [`refresh`](super::Tenants::refresh).
#[async_trait::async_trait]
pub trait TenantSource: Send + Sync {
    /// Every tenant that there is now.
    ///
    /// # Errors
    /// If nobody can say; those that are known stay.
    async fn tenants(&self) -> Result<Vec<TenantSpec>, Error>;
}

/// Makes a tenant ready before it is served: opens its database, makes its services.
///
/// Contribute it with `#[contributes(dyn TenantInit)]`. It runs in the tenant's own context when
/// the tenant is added or updated; a tenant that cannot be made ready is not served, and hurts no
/// other.
#[async_trait::async_trait]
pub trait TenantInit: Send + Sync {
    /// Makes the tenant ready that is current.
    ///
    /// # Errors
    /// Why it is not to be served.
    async fn init(&self, tenant: &TenantId) -> Result<(), Error>;
}
