//! The texts of wiring mistakes: a headline, the chain that led there, one thing to do.

mod choice;
mod loops;
mod sets;
mod twice;
mod words;

pub(crate) use choice::{ambiguous, missing};
pub(crate) use loops::{module_loop, service_loop};
pub(crate) use sets::{nameless, nothing_to_wrap, same_name, too_few};
pub(crate) use twice::{duplicate, same_prefix};
