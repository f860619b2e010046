//! What the graph makes of declarations, seen through running applications.

extern crate purlin_core as purlin;

mod choice;
mod chosen;
mod conditional;
mod decorators;
mod factories;
mod instances;
mod lazy;
mod optional;
mod replacing;
mod scopes;
mod sets;
