//! What a declaration says, once its syntax has been understood. Every value keeps the span that
//! the user wrote. Architecture invariant: no `quote` here.

mod dependency;
mod entry;
mod life;
mod offer;
mod place;

pub(crate) use dependency::{Dependency, Handle};
pub(crate) use entry::{Entry, Making, Role};
pub(crate) use life::{Condition, Life, Lives, Scope};
pub(crate) use offer::{Offer, OfferKind, Output};
pub(crate) use place::Place;
