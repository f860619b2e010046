//! Defaults as they would be written in a file, for types that can say so.

use std::marker::PhantomData;

use serde::Serialize;

/// Gives the value of a serialisable `T`; the inherent function shadows that of [`Unshown`].
pub struct Shown<T>(PhantomData<T>);

impl<T: Serialize> Shown<T> {
    /// The value as it would be written.
    pub fn show(value: &T) -> Option<serde_json::Value> {
        crate::config::written(value)
    }
}

/// See [`Shown`].
pub trait Unshown<T> {
    /// Nothing is known.
    #[must_use]
    fn show(_value: &T) -> Option<serde_json::Value> {
        None
    }
}

impl<T> Unshown<T> for Shown<T> {}
