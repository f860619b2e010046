//! Lists, tables and variants of nothing.

use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor, value::StrDeserializer,
};

use super::{
    shape::Shape,
    trace::{Traced, Tracer},
};

/// A list with one element, about which is asked.
pub(super) struct Elements<'a>(pub(super) Tracer<'a>);

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Traced;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Traced> {
        seed.deserialize(self.0).map(Some)
    }
}

/// A table with one entry, about whose value is asked.
pub(super) struct Members<'a> {
    tracer: Tracer<'a>,
    key: &'static str,
}

impl<'a> Members<'a> {
    /// An entry with this key.
    pub(super) fn named(tracer: Tracer<'a>, key: &'static str) -> Self {
        Self { tracer, key }
    }

    /// An entry with any key; a number is one that is text as well.
    pub(super) fn any(tracer: Tracer<'a>) -> Self {
        Self { tracer, key: "1" }
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Traced;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Traced> {
        let key: StrDeserializer<'_, Traced> = self.key.into_deserializer();
        match seed.deserialize(Key(key)) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(error),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Traced> {
        seed.deserialize(self.tracer)
    }
}

/// A key, also where a number is wanted.
struct Key<'a>(StrDeserializer<'a, Traced>);

impl<'de> de::Deserializer<'de> for Key<'_> {
    type Error = Traced;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        visitor.visit_u64(1)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Traced> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A variant, about whose contents is asked.
pub(super) struct Chosen<'a> {
    pub(super) tracer: Tracer<'a>,
    pub(super) name: &'static str,
}

impl<'de> EnumAccess<'de> for Chosen<'_> {
    type Error = Traced;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Traced> {
        let name: StrDeserializer<'_, Traced> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

/// Ends with `Boolean` for a variant that holds nothing.
impl<'de> VariantAccess<'de> for Chosen<'_> {
    type Error = Traced;

    fn unit_variant(self) -> Result<(), Traced> {
        self.tracer.end(Shape::Boolean)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _seed: S) -> Result<S::Value, Traced> {
        self.tracer.end(Shape::Unknown)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        _visitor: V,
    ) -> Result<V::Value, Traced> {
        self.tracer.end(Shape::Unknown)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Traced> {
        self.tracer.end(Shape::Unknown)
    }
}
