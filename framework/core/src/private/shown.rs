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

/// What a list is when nothing sets it, as it would be written in a file.
#[must_use]
pub fn empty_list() -> serde_json::Value {
    serde_json::Value::Array(Vec::new())
}

/// What a table is when nothing sets it, as it would be written in a file.
#[must_use]
pub fn empty_table() -> serde_json::Value {
    serde_json::Value::Object(serde_json::Map::new())
}
