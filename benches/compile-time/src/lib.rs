//! Compares what `cargo check` costs for one dependency graph that is wired in different ways: by
//! hand, with peers, and with Purlin. See the README beside this crate for commands and method.

pub mod arguments;
pub mod error;
pub mod graph;
pub mod handlers;
pub mod measure;
pub mod mode;
pub mod project;
pub mod random;
pub mod report;
pub mod run;
pub mod source;
pub mod table;
pub mod topology;
pub mod verify;
