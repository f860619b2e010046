//! Contexts and tenants, seen through running applications.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

extern crate purlin_core as purlin;

mod crossing;
mod execution;
mod tenants;
mod testing;
mod under_load;
