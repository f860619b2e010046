//! What is asked of one field: operators with their values, or plain values.

use std::collections::BTreeMap;

use serde::{
    Deserializer,
    de::{DeserializeSeed, IntoDeserializer as _, MapAccess, Visitor, value::StrDeserializer},
    forward_to_deserialize_any,
};

use super::{
    unknown,
    value::{Given, Wrong, wrapped},
};

/// The operator of `filter[status]=open`.
pub(super) const IS: &str = "is";

/// Operators with their values.
pub(super) type Operators = BTreeMap<String, Vec<String>>;

pub(super) fn key(name: &str) -> StrDeserializer<'_, Wrong> {
    name.into_deserializer()
}

/// What is asked of one field.
pub(super) struct Field<'a>(pub(super) &'a Operators);

impl<'a> Field<'a> {
    /// The values without an operator: for what knows none.
    fn plain(&self) -> Result<Given<'a>, Wrong> {
        if let Some(operator) = self.0.keys().find(|operator| *operator != IS) {
            return Err(Wrong(format!("has no operators, and `{operator}` is none")));
        }
        Ok(Given(self.0.get(IS).map(Vec::as_slice).unwrap_or_default()))
    }
}

macro_rules! plain {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.plain()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Wrong;

    plain! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_seq
    }

    wrapped!(self => self.plain()?);

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        operators: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let mut given = self.0.keys();
        if let Some(other) = given.find(|name| !operators.contains(&name.as_str())) {
            return Err(Wrong(unknown("operator", other, operators)));
        }
        visitor.visit_map(OfField {
            operators: self.0.iter(),
            next: None,
        })
    }

    forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct OfField<'a> {
    operators: std::collections::btree_map::Iter<'a, String, Vec<String>>,
    next: Option<&'a Vec<String>>,
}

impl<'a> MapAccess<'a> for OfField<'a> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        let Some((name, values)) = self.operators.next() else {
            return Ok(None);
        };
        self.next = Some(values);
        seed.deserialize(key(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let values = self.next.take().map(Vec::as_slice).unwrap_or_default();
        seed.deserialize(Given(values))
    }
}
