//! Syntax to meaning: which handle a parameter is, what a return type provides, and what a
//! method, struct or section declares.

mod component;
mod decorator;
mod dependency;
mod method;
mod output;
mod section;

pub(crate) use component::component;
use decorator::decorator;
use dependency::dependency;
pub(crate) use dependency::exposed;
pub(crate) use method::method;
use output::output;
pub(crate) use section::section;
