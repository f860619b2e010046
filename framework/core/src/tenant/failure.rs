//! What is wrong with tenants, as errors.

use super::TenantId;
use crate::{
    context::codes,
    error::{BoxError, Category, Error},
};

/// Why no tenant is added at the end.
pub(super) const OVER: &str = "the application stops";

pub(crate) fn no_tenant() -> Error {
    Error::new(
        Category::Security,
        codes::NO_TENANT,
        "this needs a tenant, and the request has none",
    )
    .action("enter a tenant first: `tenants.context(&id)`, or the tenant of the request's headers")
}

pub(super) fn unknown_tenant(id: &TenantId) -> Error {
    Error::new(
        Category::Security,
        codes::UNKNOWN_TENANT,
        format!("there is no tenant `{id}`"),
    )
    .action("add it to the configuration or to the source of tenants, or correct its name")
}

pub(super) fn tenant_failed(id: &TenantId, cause: impl Into<BoxError>) -> Error {
    Error::new(
        Category::Dependency,
        codes::TENANT_FAILED,
        format!("tenant `{id}` could not be made ready"),
    )
    .action("see the causes; the other tenants are served")
    .caused_by(cause)
}

pub(super) fn tenant_exists(id: &TenantId) -> Error {
    Error::new(
        Category::Validation,
        codes::TENANT_EXISTS,
        format!("there is a tenant `{id}` already"),
    )
    .action("update it, or remove it first")
}

pub(super) fn unreadable(what: &str, cause: impl Into<BoxError>) -> Error {
    Error::new(
        Category::Dependency,
        codes::TENANTS_UNREADABLE,
        format!("the tenants in {what} cannot be read"),
    )
    .action("see the causes; the tenants that are known stay")
    .caused_by(cause)
}

pub(super) fn no_section(name: &str) -> Error {
    Error::new(
        Category::Config,
        codes::NO_SECTION,
        format!("the application reads no section `{name}`"),
    )
    .action(format!("name it in a module: `#[module(config = {name})]`"))
}
