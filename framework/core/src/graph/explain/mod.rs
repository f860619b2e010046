//! The texts of wiring mistakes: a headline, the chain that led there, one thing to do.

mod choice;
mod conditions;
mod lives;
mod loops;
mod sets;
mod shared;
mod twice;
mod words;

pub(crate) use choice::{ambiguous, missing};
pub(crate) use conditions::{
    changes, needs_optional, no_setting, nothing_to_replace, part_of_a_list,
};
pub(crate) use lives::{captive, wrong_handle};
pub(crate) use loops::{module_loop, service_loop};
pub(crate) use sets::{nameless, nothing_to_wrap, same_name, too_few};
pub(crate) use shared::unshared;
pub(crate) use twice::{duplicate, field_of_instances, same_prefix};
