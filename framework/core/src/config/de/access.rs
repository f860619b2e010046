use std::{collections::btree_map, slice};

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{NodeReader, Trail, ValueError, key::KeyReader};
use crate::config::node::{Node, Table};

/// The elements of a list.
pub(super) struct Items<'a> {
    around: NodeReader<'a>,
    rest: slice::Iter<'a, Node>,
    index: usize,
}

impl<'a> Items<'a> {
    pub(super) fn new(around: NodeReader<'a>, items: &'a [Node]) -> Self {
        Self {
            around,
            rest: items.iter(),
            index: 0,
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = ValueError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ValueError> {
        let Some(node) = self.rest.next() else {
            return Ok(None);
        };
        let key = format!("[{}]", self.index);
        self.index += 1;
        let trail = Trail {
            parent: Some(self.around.trail),
            key: &key,
            siblings: None,
        };
        let reader = NodeReader {
            node,
            trail: &trail,
            ..self.around
        };
        seed.deserialize(reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The entries of a table.
pub(super) struct Entries<'a> {
    around: NodeReader<'a>,
    rest: btree_map::Iter<'a, String, Node>,
    current: Option<(&'a str, &'a Node)>,
    siblings: Option<&'static [&'static str]>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(
        around: NodeReader<'a>,
        table: &'a Table,
        siblings: Option<&'static [&'static str]>,
    ) -> Self {
        Self {
            around,
            rest: table.iter(),
            current: None,
            siblings,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = ValueError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ValueError> {
        let Some((key, node)) = self.rest.next() else {
            return Ok(None);
        };
        self.current = Some((key, node));
        seed.deserialize(KeyReader(key)).map(Some).map_err(|error| {
            let found = || format!("key `{key}`");
            error.at(&node.key_place(), found, || self.around.trail.path())
        })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, ValueError> {
        let Some((key, node)) = self.current.take() else {
            return Err(serde::de::Error::custom(
                "a value was asked for before its key",
            ));
        };
        let trail = Trail {
            parent: Some(self.around.trail),
            key,
            siblings: self.siblings,
        };
        seed.deserialize(NodeReader {
            node,
            trail: &trail,
            ..self.around
        })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The one entry of a table that stands for a variant with data.
pub(super) struct Variant<'a> {
    around: NodeReader<'a>,
    name: &'a str,
    node: &'a Node,
}

impl<'a> Variant<'a> {
    /// `None` if the table has not exactly one entry.
    pub(super) fn only(around: NodeReader<'a>, table: &'a Table) -> Option<Self> {
        let mut entries = table.iter();
        let (name, node) = entries.next()?;
        entries
            .next()
            .is_none()
            .then_some(Self { around, name, node })
    }

    fn read<T>(
        self,
        read: impl FnOnce(NodeReader<'_>) -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        let trail = Trail {
            parent: Some(self.around.trail),
            key: self.name,
            siblings: None,
        };
        read(NodeReader {
            node: self.node,
            trail: &trail,
            ..self.around
        })
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = ValueError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self), ValueError> {
        Ok((seed.deserialize(KeyReader(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = ValueError;

    fn unit_variant(self) -> Result<(), ValueError> {
        self.read(|reader| serde::Deserialize::deserialize(reader))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, ValueError> {
        self.read(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.read(|reader| serde::Deserializer::deserialize_seq(reader, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.read(|reader| reader.table(Some(fields), visitor))
    }
}
