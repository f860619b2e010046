//! The life of applications, through the public API: order, rollback, deadlines, faults, events.

extern crate purlin_core as purlin;

mod boundaries;
mod chain;
mod codes;
mod deadlines;
mod events;
mod interrupted;
mod matrix;
mod order;
mod registry;
mod rollback;
mod stage;
mod tasks;
