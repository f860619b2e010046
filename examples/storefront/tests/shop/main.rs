//! The shop as its customers, tenants and operators see it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod curl;
mod engines;
mod graph;
mod migrate;
mod orders;
mod schemathesis;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod tenants;
