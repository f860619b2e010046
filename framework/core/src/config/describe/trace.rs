use std::{cell::RefCell, fmt};

use serde::de::{self, DeserializeOwned, Expected, Visitor};

use super::{
    super::{secret, size, url},
    access::{Chosen, Elements, Members},
    shape::{Entry, Shape},
};

/// Deeper types than this are not looked into: they may hold themselves.
const DEEPEST: usize = 6;

/// What `T` looks like in a file.
pub(super) fn shape_of<T: DeserializeOwned>() -> Shape {
    explore::<T>(&mut Vec::new())
}

/// The shape that is reached by taking the field or variant with these numbers. A type tells one
/// of them at a time, so it is asked again for each.
fn explore<T: DeserializeOwned>(plan: &mut Vec<usize>) -> Shape {
    let noted = Noted::default();
    let tracer = Tracer {
        noted: &noted,
        plan,
        depth: 0,
    };
    // It always ends with an error: there is nothing to read.
    let _ = T::deserialize(tracer);
    let mut shape = noted.take();
    if plan.len() < DEEPEST {
        complete::<T>(&mut shape, plan);
    }
    shape
}

/// Finds out about the fields and variants of a shape.
fn complete<T: DeserializeOwned>(shape: &mut Shape, plan: &mut Vec<usize>) {
    match shape {
        Shape::List(inner) | Shape::Map(inner) | Shape::Secret(inner) => {
            complete::<T>(inner, plan);
        }
        Shape::Table(entries) => {
            for (index, entry) in entries.iter_mut().enumerate() {
                plan.push(index);
                entry.shape = explore::<T>(plan);
                plan.pop();
            }
        }
        Shape::Choice(names) => {
            let names = *names;
            let empty = (0..names.len()).all(|index| {
                plan.push(index);
                let unit = explore::<T>(plan) == Shape::Boolean;
                plan.pop();
                unit
            });
            if !empty {
                *shape = Shape::Variant(names);
            }
        }
        _ => {}
    }
}

/// Where the shape that was found is put.
#[derive(Default)]
pub(super) struct Noted(RefCell<Option<Shape>>);

impl Noted {
    pub(super) fn put(&self, shape: Shape) {
        self.0.borrow_mut().get_or_insert(shape);
    }

    fn take(&self) -> Shape {
        self.0.borrow_mut().take().unwrap_or(Shape::Unknown)
    }
}

/// Reads nothing, and notes what is asked for.
#[derive(Clone, Copy)]
pub(super) struct Tracer<'a> {
    pub(super) noted: &'a Noted,
    /// The fields and variants to take on the way.
    pub(super) plan: &'a [usize],
    depth: usize,
}

/// The end of every trace.
#[derive(Debug)]
pub(super) struct Traced;

impl fmt::Display for Traced {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there is nothing to read")
    }
}

impl std::error::Error for Traced {}

impl de::Error for Traced {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Tracer<'_> {
    pub(super) fn end<T>(self, shape: Shape) -> Result<T, Traced> {
        self.noted.put(shape);
        Err(Traced)
    }

    fn text<T>(self, visitor: &dyn Expected) -> Result<T, Traced> {
        let shape = match visitor.to_string().as_str() {
            "path string" => Shape::Path,
            "IP address" => Shape::Address("IP address"),
            "IPv4 address" => Shape::Address("IPv4 address"),
            "IPv6 address" => Shape::Address("IPv6 address"),
            "socket address" => Shape::Address("socket address"),
            "IPv4 socket address" => Shape::Address("IPv4 socket address"),
            "IPv6 socket address" => Shape::Address("IPv6 socket address"),
            _ => Shape::Text,
        };
        self.end(shape)
    }

    /// Notes what is inside of this, wrapped if it is what was asked for.
    fn wrapped<T>(
        self,
        wrap: impl FnOnce(Box<Shape>) -> Shape,
        trace: impl FnOnce(Tracer<'_>),
    ) -> Result<T, Traced> {
        let noted = Noted::default();
        if self.depth < DEEPEST {
            trace(Tracer {
                noted: &noted,
                depth: self.depth + 1,
                ..self
            });
        }
        let inner = noted.take();
        if self.plan.is_empty() {
            self.end(wrap(Box::new(inner)))
        } else {
            self.end(inner)
        }
    }

    /// The number of the field or variant to take, and the rest of the way.
    fn step(self) -> Option<(usize, Self)> {
        let (&index, plan) = self.plan.split_first()?;
        Some((index, Self { plan, ..self }))
    }
}

macro_rules! integers {
    ($($method:ident $ty:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Traced> {
            self.end(Shape::Integer($ty::MIN.into(), $ty::MAX.into()))
        }
    )*};
}

macro_rules! ends {
    ($($method:ident)* => $shape:expr) => {$(
        fn $method<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Traced> {
            self.end($shape)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Tracer<'_> {
    type Error = Traced;

    integers! {
        deserialize_i8 i8 deserialize_i16 i16 deserialize_i32 i32 deserialize_i64 i64
        deserialize_u8 u8 deserialize_u16 u16 deserialize_u32 u32 deserialize_u64 u64
        deserialize_i128 i64 deserialize_u128 u64
    }
    ends!(deserialize_bool => Shape::Boolean);
    ends!(deserialize_f32 deserialize_f64 => Shape::Number);
    ends!(deserialize_char => Shape::Text);
    ends! {
        deserialize_any deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_identifier deserialize_ignored_any => Shape::Unknown
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        self.text(&visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        self.text(&visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _visitor: V,
    ) -> Result<V::Value, Traced> {
        self.end(Shape::Unknown)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Traced> {
        if name == secret::MARKER {
            return self.wrapped(Shape::Secret, |tracer| {
                let _ = visitor.visit_newtype_struct(tracer);
            });
        }
        match name {
            size::MARKER => self.end(Shape::Size),
            url::MARKER => self.end(Shape::Url),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        self.wrapped(Shape::List, |tracer| {
            let _ = visitor.visit_seq(Elements(tracer));
        })
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Traced> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Traced> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Traced> {
        self.wrapped(Shape::Map, |tracer| {
            let _ = visitor.visit_map(Members::any(tracer));
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Traced> {
        if name == "Duration" && fields == ["secs", "nanos"] {
            return self.end(Shape::Duration);
        }
        let Some((index, rest)) = self.step() else {
            let entries = fields.iter().map(|&name| Entry {
                name,
                shape: Shape::Unknown,
            });
            return self.end(Shape::Table(entries.collect()));
        };
        match fields.get(index) {
            Some(name) => visitor.visit_map(Members::named(rest, name)),
            None => Err(Traced),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Traced> {
        let Some((index, rest)) = self.step() else {
            return self.end(Shape::Choice(variants));
        };
        match variants.get(index) {
            Some(name) => visitor.visit_enum(Chosen { tracer: rest, name }),
            None => Err(Traced),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

    use serde::Deserialize;

    use super::{super::shape::Shape, shape_of};
    use crate::config::{ByteSize, Secret};

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only described")]
    struct Login {
        name: String,
        key: Option<Secret<String>>,
        mode: Mode,
        next: Option<Box<Login>>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Mode {
        Fast,
        VerySlow,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only described")]
    enum Place {
        Here,
        There(u8),
    }

    #[test]
    fn a_type_tells_what_it_looks_like() {
        assert_eq!(shape_of::<u8>(), Shape::Integer(0, 255));
        assert_eq!(shape_of::<Option<Duration>>(), Shape::Duration);
        assert_eq!(shape_of::<ByteSize>(), Shape::Size);
        assert_eq!(shape_of::<PathBuf>(), Shape::Path);
        assert_eq!(shape_of::<SocketAddr>(), Shape::Address("socket address"));
        assert_eq!(
            shape_of::<BTreeMap<String, Vec<bool>>>(),
            Shape::Map(Box::new(Shape::List(Box::new(Shape::Boolean))))
        );
        assert_eq!(shape_of::<Mode>(), Shape::Choice(&["fast", "very-slow"]));
        assert_eq!(shape_of::<Place>(), Shape::Variant(&["Here", "There"]));
    }

    #[test]
    fn structs_tell_about_every_field_even_in_lists_and_in_themselves() {
        let Shape::List(login) = shape_of::<Vec<Login>>() else {
            panic!("it is a list");
        };
        assert_eq!(login.below("name"), Shape::Text);
        assert_eq!(login.below("key"), Shape::Secret(Box::new(Shape::Text)));
        assert_eq!(login.below("mode"), Shape::Choice(&["fast", "very-slow"]));
        assert_eq!(login.below("next").below("name"), Shape::Text);
        assert!(!login.is_open());
    }
}
