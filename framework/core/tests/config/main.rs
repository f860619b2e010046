//! Configuration through an application: handles that follow reloads, hooks, commands, secrets.

#![expect(
    clippy::unwrap_used,
    dead_code,
    reason = "helpers of tests fail as tests do"
)]

extern crate purlin_core as purlin;

mod desk;
mod reload;
mod torn;
