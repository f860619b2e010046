use std::{path::Path, sync::Arc, time::Duration};

use super::{Guard, TenantId, TenantInit, TenantSource, TenantSpec, Tenants, failure};
use crate::{
    All,
    config::{Source, config},
    error::Error,
    health::Health,
    lifecycle::Stop,
};

/// Which tenants there are, and how strictly they are kept apart.
#[config(prefix = "tenants")]
pub struct TenantsConfig {
    /// What becomes of a request without a tenant, or for one that there is not: `strict` refuses
    /// it, `permissive` lets it go on without a tenant and notes it, `off` notes nothing.
    #[config(default = Guard::Strict)]
    pub guard: Guard,
    /// Tenants that need no file.
    #[config(default = Vec::new())]
    pub known: Vec<TenantId>,
    /// Files with one tenant each, by pattern, `tenants/*.toml`: what `*` stands for is the tenant,
    /// and what is in the file goes over the application's own configuration.
    pub files: Option<String>,
    /// How often the tenants are read again while the application runs; never if nothing says so.
    #[config(range("1s"..))]
    pub refresh_every: Option<Duration>,
    /// The services of a tenant that nobody has entered for so long are dropped until it is entered
    /// again; never if nothing says so.
    #[config(range("1s"..))]
    pub idle: Option<Duration>,
}

/// Loads the tenants of an application: from its configuration, from files, from a
/// [`TenantSource`] that some module provides. List it before modules that let requests in.
pub struct TenantsModule;

#[purlin_macros::module(config = TenantsConfig)]
impl TenantsModule {
    /// Where tenants come from, and what makes them ready.
    #[provides]
    fn loading(
        config: Arc<TenantsConfig>,
        tenants: Arc<Tenants>,
        source: Option<Arc<dyn TenantSource>>,
        inits: All<dyn TenantInit>,
    ) -> TenantLoading {
        tenants.govern(config.guard, inits);
        TenantLoading {
            config,
            tenants,
            source,
        }
    }

    #[on_start]
    async fn load(loading: &TenantLoading) -> Result<(), Error> {
        loading.refresh().await
    }

    #[on_stop]
    async fn close(tenants: &Tenants) -> Result<(), Error> {
        let mut errors = tenants.close().await;
        if errors.is_empty() {
            return Ok(());
        }
        let first = errors.remove(0);
        Err(first.with_related(errors))
    }

    /// Degraded while a tenant cannot be served, or not as its latest configuration says.
    #[health]
    fn served(tenants: &Tenants) -> Health {
        let (mut missing, mut stale) = (Vec::new(), Vec::new());
        for (id, _) in tenants.failed() {
            let kind = if tenants.contains(&id) {
                &mut stale
            } else {
                &mut missing
            };
            kind.push(id.to_string());
        }
        let groups = [("not served", missing), ("not updated", stale)];
        let said: Vec<String> = groups
            .iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(what, ids)| format!("{what}: {}", ids.join(", ")))
            .collect();
        let health = if said.is_empty() {
            Health::healthy()
        } else {
            Health::degraded(said.join("; "))
        };
        health.detail("served", tenants.list().len())
    }

    #[task]
    async fn tend(loading: Arc<TenantLoading>, stop: Stop) {
        loading.tend(&stop).await;
    }
}

/// Where the tenants of an application come from.
pub struct TenantLoading {
    config: Arc<TenantsConfig>,
    tenants: Arc<Tenants>,
    source: Option<Arc<dyn TenantSource>>,
}

impl TenantLoading {
    /// Reads who the tenants are now, and adds, updates and removes accordingly. One that cannot
    /// be made ready hurts no other: it is among [`Tenants::failed`].
    ///
    /// # Errors
    /// PL1425 if nobody can say who they are: those that are known stay.
    pub async fn refresh(&self) -> Result<(), Error> {
        let mut specs: Vec<TenantSpec> = self
            .config
            .known
            .iter()
            .cloned()
            .map(TenantSpec::new)
            .collect();
        if let Some(pattern) = &self.config.files {
            for spec in in_files(pattern)? {
                specs.retain(|known| known.id() != spec.id());
                specs.push(spec);
            }
        }
        if let Some(source) = &self.source {
            let found = source.tenants().await;
            let found = found.map_err(|cause| failure::unreadable("their source", cause))?;
            for spec in found {
                specs.retain(|known| known.id() != spec.id());
                specs.push(spec);
            }
        }
        for error in self.tenants.set(specs).await {
            tracing::error!(target: "purlin", "{}", error.render());
        }
        Ok(())
    }

    async fn tend(&self, stop: &Stop) {
        let rest = async {
            match self.config.idle {
                Some(idle) => loop {
                    tokio::time::sleep(idle / 2).await;
                    self.tenants.let_rest();
                },
                None => std::future::pending::<()>().await,
            }
        };
        let refresh = async {
            match self.config.refresh_every {
                Some(every) => loop {
                    tokio::time::sleep(every).await;
                    if let Err(error) = self.refresh().await {
                        tracing::warn!(target: "purlin", "{}", error.render());
                    }
                },
                None => std::future::pending::<()>().await,
            }
        };
        tokio::select! {
            () = stop.requested() => {}
            () = rest => {}
            () = refresh => {}
        }
    }
}

/// The tenants of the files that fit a pattern, in order.
fn in_files(pattern: &str) -> Result<Vec<TenantSpec>, Error> {
    let path = Path::new(pattern);
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let unusable = |why: &str| failure::unreadable(&format!("`{pattern}`"), why.to_owned());
    let Some((before, after)) = name.split_once('*') else {
        return Err(unusable("its last part has no `*` for the tenant"));
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new(".")))
        .map_err(|cause| failure::unreadable(&format!("`{pattern}`"), cause))?;
    let mut specs = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|cause| failure::unreadable(&format!("`{pattern}`"), cause))?
            .path();
        let id = path
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.strip_prefix(before)?.strip_suffix(after));
        if let Some(id) = id {
            let id = TenantId::new(id)
                .map_err(|cause| failure::unreadable(&format!("`{}`", path.display()), cause))?;
            specs.push(TenantSpec::new(id).source(Source::file(path)));
        }
    }
    specs.sort_by(|one, other| one.id().cmp(other.id()));
    Ok(specs)
}
