//! What is known of a type without making it, decided by the compiler.

use std::{any::Any, marker::PhantomData};

use crate::registry::Facts;

/// Asks for the facts of a type.
pub type FactsFn = fn() -> &'static (dyn Any + Send + Sync);

/// A type that is asked for its facts; the inherent constant, which is there for types that have
/// some, shadows that of [`NoFacts`]. Only usable where the type is concrete, as it is in an
/// expansion of `#[app]`.
pub struct Told<T: ?Sized>(PhantomData<T>);

impl<T: Facts> Told<T> {
    /// How to ask.
    pub const FACTS: Option<FactsFn> = Some(T::facts);
}

/// See [`Told`].
pub trait NoFacts {
    /// There are none.
    const FACTS: Option<FactsFn> = None;
}

impl<T: ?Sized> NoFacts for Told<T> {}
