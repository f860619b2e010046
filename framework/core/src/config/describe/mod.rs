//! What fields hold, for those who write a configuration: found out from the types themselves,
//! by letting them deserialise from nothing and noting what they ask for.

mod access;
mod shape;
mod trace;

use serde::de::DeserializeOwned;

pub(super) use self::shape::{Entry, Shape};
use super::{ConfigPart, ConfigSection, FieldInfo, SectionReader};

/// The fields of a section with their shapes.
#[derive(Debug, Default)]
pub(crate) struct Description(pub(super) Vec<DescribedField>);

/// One field with its shape.
#[derive(Debug)]
pub(super) struct DescribedField {
    pub(super) info: &'static FieldInfo,
    pub(super) content: Content,
}

/// What a field holds.
#[derive(Debug)]
pub(super) enum Content {
    Value(Shape),
    /// A section of its own, with what it is for.
    Part(&'static str, Description),
}

impl Description {
    /// The description of the section that `C` is read from.
    pub(crate) fn of<C: ConfigSection>() -> Self {
        let mut description = Self::default();
        // Nothing is read, so nothing is loaded.
        let _ = C::load(&mut SectionReader::describing(&mut description));
        description
    }

    /// Whether a value of `T` may be quoted, at the end of a way into it.
    pub(super) fn may_quote<T: DeserializeOwned>(way: &str) -> bool {
        match trace::shape_of::<T>().at(way) {
            // The names of variants are no secrets; what they hold is not quoted.
            Shape::Variant(_) => true,
            shape => shape.is_open(),
        }
    }

    pub(super) fn push<T: DeserializeOwned>(&mut self, info: &'static FieldInfo) {
        let shape = trace::shape_of::<T>();
        let shape = if info.secret && !shape.is_secret() {
            Shape::Secret(Box::new(shape))
        } else {
            shape
        };
        self.0.push(DescribedField {
            info,
            content: Content::Value(shape),
        });
    }

    pub(super) fn push_list<P: ConfigPart>(&mut self, info: &'static FieldInfo) {
        self.push_shape(
            info,
            Shape::List(Box::new(Self::of_part::<P>().into_shape())),
        );
    }

    pub(super) fn push_table<P: ConfigPart>(&mut self, info: &'static FieldInfo) {
        self.push_shape(
            info,
            Shape::Map(Box::new(Self::of_part::<P>().into_shape())),
        );
    }

    fn push_shape(&mut self, info: &'static FieldInfo, shape: Shape) {
        self.0.push(DescribedField {
            info,
            content: Content::Value(shape),
        });
    }

    fn of_part<P: ConfigPart>() -> Self {
        let mut description = Self::default();
        let _ = P::load(&mut SectionReader::describing(&mut description));
        description
    }

    /// The section as an entry of a list.
    fn into_shape(self) -> Shape {
        let entries = self.0.into_iter().map(|field| Entry {
            name: field.info.name,
            shape: match field.content {
                Content::Value(shape) => shape,
                Content::Part(_, description) => description.into_shape(),
            },
        });
        Shape::Table(entries.collect())
    }

    pub(super) fn push_part<P: ConfigPart>(&mut self, info: &'static FieldInfo) {
        let description = Self::of_part::<P>();
        self.0.push(DescribedField {
            info,
            content: Content::Part(P::DOC, description),
        });
    }

    /// The shape of the field at a dotted path.
    pub(super) fn shape(&self, path: &str) -> Option<&Shape> {
        let (name, below) = path.split_once('.').unwrap_or((path, ""));
        let field = self.0.iter().find(|field| field.info.name == name)?;
        match &field.content {
            Content::Value(shape) => Some(shape),
            Content::Part(_, description) => description.shape(below),
        }
    }
}
