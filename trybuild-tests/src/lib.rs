//! The cases are under `cases/`, one folder per area; `tests/` runs and counts them.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

pub mod strict;
