//! The life of applications, through the public API: order, rollback, deadlines, faults, events.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "helpers of tests fail as tests do, and `alpha.stop` is no file"
)]

extern crate purlin_core as purlin;

mod boundaries;
mod chain;
mod codes;
mod deadlines;
mod drain;
mod dying;
mod events;
mod health;
mod interrupted;
mod matrix;
mod observers;
mod order;
mod parallel;
mod phases;
mod registry;
mod repeated;
mod restart;
mod rollback;
mod spawned;
mod stage;
mod tasks;
