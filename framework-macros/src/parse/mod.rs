//! Tokens to syntax, one file per attribute. What is not understood is reported and left out, so
//! that the rest is still read.

mod app;
mod contributes;
mod decorates;
mod duration;
mod health;
mod list;
mod listed;
mod marker;
mod module;
mod provides;
mod requires;
mod task;
mod typed;
mod when;

pub(crate) use app::AppArgs;
pub(crate) use contributes::ContributesArgs;
pub(crate) use decorates::DecoratesArgs;
pub(crate) use health::HealthArgs;
pub(crate) use listed::Listed;
pub(crate) use marker::{MethodMarkers, assisted, at_least, named, value};
pub(crate) use module::ModuleArgs;
pub(crate) use provides::ProvidesArgs;
pub(crate) use task::TaskArgs;
pub(crate) use typed::typed;
