//! What is logged: levels that follow reloads, correlation, masking, places to write to.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

extern crate purlin_core as purlin;

mod layered;
mod masking;
mod places;
mod settings;
mod stage;
