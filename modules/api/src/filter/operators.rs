//! What can be asked of a field, as types.

use std::{
    borrow::Cow,
    fmt,
    marker::PhantomData,
    ops::{Bound, RangeBounds},
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::Value;

use super::Condition;

/// One of several values, `filter[status]=open,paid`, and none of others, `filter[status][not]=expired`.
///
/// Values are separated by commas, so this is for what has none in it: numbers, ids, enums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exactly<T> {
    /// It is one of these; any, if there are none.
    pub one_of: Vec<T>,
    /// It is none of these.
    pub none_of: Vec<T>,
}

/// Values between two others, `filter[price_cents][gte]=100&filter[price_cents][lt]=200`; `gt`, `gte`,
/// `lt`, `lte`, and no operator for one value. It is a [`RangeBounds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between<T> {
    /// Where it begins.
    pub from: Bound<T>,
    /// Where it ends.
    pub to: Bound<T>,
}

/// A text that is another, `filter[name]=Ridge tile`, has it in it, `filter[name][contains]=tile`, or
/// begins with it, `filter[name][starts_with]=Ridge`. Small and capital letters differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The whole text.
    pub is: Option<String>,
    /// A part of it.
    pub contains: Option<String>,
    /// Its beginning.
    pub starts_with: Option<String>,
}

impl<T> Exactly<T> {
    /// Whether nothing was asked for.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.one_of.is_empty() && self.none_of.is_empty()
    }
}

impl<T: PartialEq> Exactly<T> {
    /// Whether a value is what was asked for.
    #[must_use]
    pub fn matches(&self, value: &T) -> bool {
        (self.one_of.is_empty() || self.one_of.contains(value)) && !self.none_of.contains(value)
    }
}

impl<T> Default for Exactly<T> {
    fn default() -> Self {
        Self {
            one_of: Vec::new(),
            none_of: Vec::new(),
        }
    }
}

impl<T> Between<T> {
    /// What was asked for; at most two.
    pub fn conditions(&self) -> impl Iterator<Item = Condition<'_, T>> {
        let from = match &self.from {
            Bound::Included(value) => Some(Condition::AtLeast(value)),
            Bound::Excluded(value) => Some(Condition::Above(value)),
            Bound::Unbounded => None,
        };
        let to = match &self.to {
            Bound::Included(value) => Some(Condition::AtMost(value)),
            Bound::Excluded(value) => Some(Condition::Below(value)),
            Bound::Unbounded => None,
        };
        [from, to].into_iter().flatten()
    }
}

impl<T: PartialOrd> Between<T> {
    /// Whether a value is between the two.
    #[must_use]
    pub fn matches(&self, value: &T) -> bool {
        self.contains(value)
    }
}

impl<T> RangeBounds<T> for Between<T> {
    fn start_bound(&self) -> Bound<&T> {
        self.from.as_ref()
    }

    fn end_bound(&self) -> Bound<&T> {
        self.to.as_ref()
    }
}

impl<T> Default for Between<T> {
    fn default() -> Self {
        Self {
            from: Bound::Unbounded,
            to: Bound::Unbounded,
        }
    }
}

impl Words {
    /// What was asked for; at most three.
    pub fn conditions(&self) -> impl Iterator<Item = Condition<'_, str>> {
        let is = self.is.as_deref().map(Condition::Is);
        let contains = self.contains.as_deref().map(Condition::Contains);
        let starts = self.starts_with.as_deref().map(Condition::StartsWith);
        [is, contains, starts].into_iter().flatten()
    }

    /// Whether a text is what was asked for.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.conditions().all(|condition| match condition {
            Condition::Is(whole) => text == whole,
            Condition::Contains(part) => text.contains(part),
            Condition::StartsWith(beginning) => text.starts_with(beginning),
            _ => false,
        })
    }
}

/// Reads an operator by an operator: whoever says nothing asks for nothing.
struct Read<O>(PhantomData<O>);

/// What is asked of a field, told by an operator and its value one after the other.
trait Operators<'de>: Default + 'de {
    const NAMES: &'static [&'static str];

    fn take<M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error>;
}

impl<'de, O: Operators<'de>> Visitor<'de> for Read<O> {
    type Value = O;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("operators with their values")
    }

    fn visit_none<E: Error>(self) -> Result<O, E> {
        Ok(O::default())
    }

    fn visit_unit<E: Error>(self) -> Result<O, E> {
        Ok(O::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<O, D::Error> {
        deserializer.deserialize_struct("filter", O::NAMES, self)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<O, M::Error> {
        let mut operators = O::default();
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            operators.take(&name, &mut map)?;
        }
        Ok(operators)
    }
}

impl<'de, T: Deserialize<'de> + 'de> Deserialize<'de> for Exactly<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Read(PhantomData))
    }
}

impl<'de, T: Clone + PartialOrd + Deserialize<'de> + 'de> Deserialize<'de> for Between<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Read(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Read(PhantomData))
    }
}

impl<'de, T: Deserialize<'de> + 'de> Operators<'de> for Exactly<T> {
    const NAMES: &'static [&'static str] = &["is", "not"];

    fn take<M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        match name {
            "is" => self.one_of = map.next_value()?,
            "not" => self.none_of = map.next_value()?,
            other => return Err(M::Error::unknown_field(other, Self::NAMES)),
        }
        Ok(())
    }
}

impl<'de, T: Clone + PartialOrd + Deserialize<'de> + 'de> Operators<'de> for Between<T> {
    const NAMES: &'static [&'static str] = &["is", "gt", "gte", "lt", "lte"];

    fn take<M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        let mut value = || map.next_value::<T>();
        let (from, to) = match name {
            "is" => {
                let value = value()?;
                (
                    Some(Bound::Included(value.clone())),
                    Some(Bound::Included(value)),
                )
            }
            "gt" => (Some(Bound::Excluded(value()?)), None),
            "gte" => (Some(Bound::Included(value()?)), None),
            "lt" => (None, Some(Bound::Excluded(value()?))),
            "lte" => (None, Some(Bound::Included(value()?))),
            other => return Err(M::Error::unknown_field(other, Self::NAMES)),
        };
        // All of them hold: what says more stays.
        if let Some(from) = from {
            tighten(&mut self.from, from, |new, old| new > old);
        }
        if let Some(to) = to {
            tighten(&mut self.to, to, |new, old| new < old);
        }
        Ok(())
    }
}

/// Puts a bound in the place of one that says less.
fn tighten<T: PartialOrd>(place: &mut Bound<T>, bound: Bound<T>, further: impl Fn(&T, &T) -> bool) {
    let says_more = match (&*place, &bound) {
        (Bound::Unbounded, _) => true,
        (Bound::Included(old), Bound::Excluded(new)) => further(new, old) || new == old,
        (
            Bound::Included(old) | Bound::Excluded(old),
            Bound::Included(new) | Bound::Excluded(new),
        ) => further(new, old),
        (_, Bound::Unbounded) => false,
    };
    if says_more {
        *place = bound;
    }
}

impl<'de> Operators<'de> for Words {
    const NAMES: &'static [&'static str] = &["is", "contains", "starts_with"];

    fn take<M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        let place = match name {
            "is" => &mut self.is,
            "contains" => &mut self.contains,
            "starts_with" => &mut self.starts_with,
            other => return Err(M::Error::unknown_field(other, Self::NAMES)),
        };
        *place = Some(map.next_value()?);
        Ok(())
    }
}

/// The schema of a field's operators: an object with one member for each.
fn operators(members: &[(&str, Value, &str)]) -> Schema {
    let properties = members.iter().map(|(name, schema, about)| {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), (*about).into());
        }
        ((*name).to_owned(), schema)
    });
    let properties: Value = properties.collect::<serde_json::Map<_, _>>().into();
    json_schema!({ "type": "object", "properties": properties })
}

impl<T: JsonSchema> JsonSchema for Exactly<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Exactly{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        let list = json_schema!({ "type": "array", "items": items, "minItems": 1 }).to_value();
        operators(&[
            ("is", list.clone(), "One of these."),
            ("not", list, "None of these."),
        ])
    }
}

impl<T: JsonSchema> JsonSchema for Between<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Between{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>().to_value();
        operators(&[
            ("is", one.clone(), "This."),
            ("gt", one.clone(), "Greater than this."),
            ("gte", one.clone(), "This or greater."),
            ("lt", one.clone(), "Smaller than this."),
            ("lte", one, "This or smaller."),
        ])
    }
}

impl JsonSchema for Words {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut text = generator.subschema_for::<String>().to_value();
        text["pattern"] = r"^[^\x00]*$".into();
        operators(&[
            ("is", text.clone(), "This text."),
            ("contains", text.clone(), "With this somewhere."),
            ("starts_with", text, "With this at its beginning."),
        ])
    }
}
