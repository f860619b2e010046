//! What the graph makes of declarations, seen through running applications.

extern crate purlin_core as purlin;

mod choice;
mod decorators;
mod lazy;
mod sets;
