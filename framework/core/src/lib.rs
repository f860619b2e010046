//! The core of Purlin: graph, lifecycle, configuration, context, health and errors.
//!
//! Applications depend on the facade `purlin`; module crates depend on this crate under the name
//! `purlin`, so that what the macros write (`::purlin::…`) means the same everywhere.

extern crate self as purlin;

pub mod config;
pub mod context;
pub mod error;
pub mod health;
pub mod lifecycle;
