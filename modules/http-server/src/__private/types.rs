use std::{any::type_name, marker::PhantomData};

use crate::TypeInfo;

/// A type that is asked whether it has a schema: the inherent constant, which is there for types
/// that have one, hides that of [`NoSchema`].
#[derive(Debug)]
pub struct Typed<T: ?Sized>(PhantomData<T>);

#[cfg(feature = "schema")]
type Schema = Option<crate::SchemaFn>;
#[cfg(not(feature = "schema"))]
type Schema = ();

/// What is known of the schema of a type that has none.
pub trait NoSchema {
    /// Nothing.
    const SCHEMA: Schema;
}

impl<T: ?Sized> NoSchema for Typed<T> {
    #[cfg(feature = "schema")]
    const SCHEMA: Schema = None;
    #[cfg(not(feature = "schema"))]
    const SCHEMA: Schema = ();
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema + ?Sized> Typed<T> {
    /// Asks for the schema.
    pub const SCHEMA: Schema = Some(schemars::SchemaGenerator::subschema_for::<T>);
}

/// What is known of `T`.
#[must_use]
pub const fn type_info<T: ?Sized>(
    written: &'static str,
    schema: Schema,
    arguments: &'static [TypeInfo],
) -> TypeInfo {
    #[cfg(not(feature = "schema"))]
    let () = schema;
    TypeInfo {
        written,
        name: type_name::<T>,
        arguments,
        #[cfg(feature = "schema")]
        schema,
    }
}
