//! Values as they stand in a query: texts that are what their type makes of them.

use std::fmt;

use serde::{
    Deserializer, de,
    de::{IntoDeserializer as _, Visitor, value::StrDeserializer},
    forward_to_deserialize_any,
};

/// Why something cannot be read.
#[derive(Debug)]
pub(super) struct Wrong(pub(super) String);

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self(text.to_string())
    }
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct One<'t>(pub(super) &'t str);

impl<'t> One<'t> {
    fn parsed<T: std::str::FromStr>(self, what: &str) -> Result<T, Wrong> {
        let read = self.0.parse();
        read.map_err(|_| Wrong(format!("`{}` is no {what}", self.0)))
    }

    fn text(self) -> StrDeserializer<'t, Wrong> {
        self.0.into_deserializer()
    }
}

macro_rules! parse {
    ($($method:ident $visit:ident $what:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            visitor.$visit(self.parsed($what)?)
        }
    )*};
}

/// What wraps a value leaves it as it is; an enum is read from its text.
macro_rules! wrapped {
    ($this:ident => $text:expr) => {
        fn deserialize_option<V: Visitor<'de>>($this, visitor: V) -> Result<V::Value, Wrong> {
            visitor.visit_some($this)
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            $this,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, Wrong> {
            visitor.visit_newtype_struct($this)
        }

        fn deserialize_enum<V: Visitor<'de>>(
            $this,
            name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Wrong> {
            $text.deserialize_enum(name, variants, visitor)
        }
    };
}
pub(super) use wrapped;

impl<'de> Deserializer<'de> for One<'de> {
    type Error = Wrong;

    parse! {
        deserialize_bool visit_bool "`true` or `false`";
        deserialize_i8 visit_i8 "whole number of that size";
        deserialize_i16 visit_i16 "whole number of that size";
        deserialize_i32 visit_i32 "whole number of that size";
        deserialize_i64 visit_i64 "whole number of that size";
        deserialize_u8 visit_u8 "whole number of that size";
        deserialize_u16 visit_u16 "whole number of that size";
        deserialize_u32 visit_u32 "whole number of that size";
        deserialize_u64 visit_u64 "whole number of that size";
        deserialize_f32 visit_f32 "number";
        deserialize_f64 visit_f64 "number";
        deserialize_char visit_char "single letter";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.text().deserialize_any(visitor)
    }

    wrapped!(self => self.text());

    forward_to_deserialize_any! {
        i128 u128 str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

/// All values that one parameter has: in a list they are separated by commas, or it is repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'t>(pub(super) &'t [String]);

impl<'t> Given<'t> {
    /// The only one.
    fn one(self) -> Result<One<'t>, Wrong> {
        match self.0 {
            [one] => Ok(One(one)),
            _ => Err(Wrong("is said more than once".to_owned())),
        }
    }
}

macro_rules! only {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.one()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Given<'de> {
    type Error = Wrong;

    only! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
    }

    wrapped!(self => self.one()?);

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let values = self.0.iter().flat_map(|text| text.split(','));
        visitor.visit_seq(de::value::SeqDeserializer::new(values.map(One)))
    }

    forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier
        ignored_any
    }
}

impl<'de> de::IntoDeserializer<'de, Wrong> for One<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
