//! `cargo purlin` as its users call it.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests fail the test, and say what is missing"
)]

mod commands;
mod editor;
mod first_hour;
mod mistakes;
mod page;
mod support;
mod tutorial;
