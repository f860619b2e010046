//! Reads any `serde` type from a node. The type drives: a duration is written as text, the text
//! of a variable becomes what the field is, a secret is not quoted by its own problem, and a key
//! that a nested struct does not know is found.

mod access;
mod error;
mod key;

use std::cell::RefCell;

use serde::de::{self, DeserializeOwned, IntoDeserializer, Visitor, value::SeqDeserializer};

use self::access::{Entries, Items, Variant};
pub(super) use self::error::{Fault, ValueError};
use super::{
    duration,
    feeder::toml,
    node::{Node, Value},
    place::Place,
    secret,
};

/// A key of a nested struct that the struct does not know.
pub(super) struct StrangeKey {
    /// Where it is below the field: `limits.dayly`.
    pub(super) path: String,
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) known: &'static [&'static str],
}

/// What is noticed while a field is read.
#[derive(Default)]
struct Notes {
    strange: RefCell<Vec<StrangeKey>>,
    /// What a secret that could not be read should have been.
    secret_expected: RefCell<Option<String>>,
}

/// Reads `T` from `node`, and finds the keys below it that nested structs do not know.
pub(super) fn read<T: DeserializeOwned>(node: &Node) -> (Result<T, ValueError>, Vec<StrangeKey>) {
    let notes = Notes::default();
    let reader = NodeReader {
        node,
        trail: &Trail::ROOT,
        notes: &notes,
        secret: false,
    };
    let result = T::deserialize(reader);
    (result, notes.strange.into_inner())
}

/// The way from the field to the value being read.
struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    key: &'a str,
    /// The keys that the struct around it knows, if there is a struct around it.
    siblings: Option<&'static [&'static str]>,
}

impl Trail<'_> {
    const ROOT: Self = Self {
        parent: None,
        key: "",
        siblings: None,
    };

    /// `limits.daily[0]`; empty at the field itself.
    fn path(&self) -> String {
        let mut path = self.parent.map(Trail::path).unwrap_or_default();
        if !path.is_empty() && !self.key.starts_with('[') {
            path.push('.');
        }
        path.push_str(self.key);
        path
    }
}

#[derive(Clone, Copy)]
struct NodeReader<'a> {
    node: &'a Node,
    trail: &'a Trail<'a>,
    notes: &'a Notes,
    secret: bool,
}

impl NodeReader<'_> {
    /// Says where an error happened, unless something further inside has said it.
    fn at<T>(self, result: Result<T, ValueError>) -> Result<T, ValueError> {
        result.map_err(|error| {
            if self.secret {
                let mut known = self.notes.secret_expected.borrow_mut();
                *known = known.take().or(error.expected().map(str::to_owned));
            }
            let found = || self.node.value.describe();
            error.at(&self.node.place, found, || self.trail.path())
        })
    }

    /// The text of a variable as inline TOML, read in place of the text.
    fn inline<'de, V: Visitor<'de>>(
        self,
        text: &str,
        visitor: V,
        read: impl FnOnce(NodeReader<'_>, V) -> Result<V::Value, ValueError>,
    ) -> Result<V::Value, ValueError> {
        let Some(value @ (Value::List(_) | Value::Table(_))) =
            toml::parse_inline(text, &self.node.place)
        else {
            return self.at(Err(ValueError::not_inline(&visitor)));
        };
        let node = Node::new(value, self.node.place.clone());
        read(
            NodeReader {
                node: &node,
                ..self
            },
            visitor,
        )
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let Value::Text(text) = &self.node.value else {
            return de::Deserializer::deserialize_any(self, visitor);
        };
        let digits = text.trim();
        self.at(if let Ok(number) = digits.parse::<i64>() {
            visitor.visit_i64(number)
        } else if let Ok(number) = digits.parse::<u64>() {
            visitor.visit_u64(number)
        } else {
            Err(ValueError::wrong_type(&visitor))
        })
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match &self.node.value {
            Value::Text(text) | Value::String(text) | Value::Datetime(text) => {
                self.at(visitor.visit_str(text))
            }
            _ => de::Deserializer::deserialize_any(self, visitor),
        }
    }

    fn table<'de, V: Visitor<'de>>(
        self,
        siblings: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match &self.node.value {
            Value::Text(text) => self.inline(text, visitor, |reader, v| reader.table(siblings, v)),
            Value::Table(table) => self.at(visitor.visit_map(Entries::new(self, table, siblings))),
            _ => de::Deserializer::deserialize_any(self, visitor),
        }
    }
}

macro_rules! forward {
    ($($method:ident)* => $to:ident) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            self.$to(visitor)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for NodeReader<'_> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let result = match &self.node.value {
            Value::Text(text) => match toml::parse_inline(text, &self.node.place) {
                Some(value) if !matches!(value, Value::String(_)) => {
                    let node = Node::new(value, self.node.place.clone());
                    NodeReader {
                        node: &node,
                        ..self
                    }
                    .deserialize_any(visitor)
                }
                _ => visitor.visit_str(text),
            },
            Value::String(text) | Value::Datetime(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Unsigned(number) => visitor.visit_u64(*number),
            Value::Huge(_) | Value::Wiped(_) => Err(ValueError::wrong_type(&visitor)),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(truth) => visitor.visit_bool(*truth),
            Value::List(items) => visitor.visit_seq(Items::new(self, items)),
            Value::Table(table) => visitor.visit_map(Entries::new(self, table, None)),
            Value::Null => visitor.visit_unit(),
        };
        self.at(result)
    }

    forward! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 => number
    }
    forward! {
        deserialize_char deserialize_str deserialize_string deserialize_identifier => text
    }
    forward! {
        deserialize_bytes deserialize_byte_buf deserialize_unit => deserialize_any
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let Value::Text(text) = &self.node.value else {
            return self.deserialize_any(visitor);
        };
        self.at(match text.trim() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(ValueError::wrong_type(&visitor)),
        })
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let Value::Text(text) = &self.node.value else {
            return self.deserialize_any(visitor);
        };
        self.at(match text.trim().parse::<f64>() {
            Ok(number) => visitor.visit_f64(number),
            Err(_) => Err(ValueError::wrong_type(&visitor)),
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if name == secret::MARKER {
            let hidden = Self {
                secret: true,
                ..self
            };
            // What the secret's own error lost is put together here, without the value.
            return visitor.visit_newtype_struct(hidden).map_err(|_| {
                let expected = self.notes.secret_expected.take();
                ValueError::secret(expected, &self.node.place, self.trail.path())
            });
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match &self.node.value {
            Value::Text(text) => self.inline(text, visitor, |reader, v| reader.deserialize_seq(v)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.table(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        // The one shape that serde gives a duration, which people write as text.
        if name == "Duration" && fields == ["secs", "nanos"] {
            let parsed = match &self.node.value {
                Value::Text(text) | Value::String(text) => duration::parse_duration(text),
                _ => None,
            };
            let Some(time) = parsed else {
                return self.at(Err(ValueError::wrong_type(&duration::EXPECTED)));
            };
            let parts = [time.as_secs(), u64::from(time.subsec_nanos())];
            return self.at(visitor.visit_seq(SeqDeserializer::new(parts.into_iter())));
        }
        self.table(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let result = match &self.node.value {
            Value::Text(text) if text.trim_start().starts_with('{') => {
                return self.inline(text, visitor, |reader, v| {
                    reader.deserialize_enum(name, variants, v)
                });
            }
            Value::Text(text) | Value::String(text) => {
                visitor.visit_enum(text.as_str().into_deserializer())
            }
            Value::Table(table) => match Variant::only(self, table) {
                Some(variant) => visitor.visit_enum(variant),
                None => Err(ValueError::wrong_type(&visitor)),
            },
            _ => Err(ValueError::wrong_type(&visitor)),
        };
        self.at(result)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if let Some(known) = self.trail.siblings {
            self.notes.strange.borrow_mut().push(StrangeKey {
                path: self.trail.path(),
                name: self.trail.key.to_owned(),
                place: self.node.key_place(),
                known,
            });
        }
        visitor.visit_unit()
    }
}
