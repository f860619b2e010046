//! From YAML to nodes, each with its place.

use std::{fmt, ops::Range, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{Location, Spanned};

use super::{
    super::{
        Place,
        node::{Node, Table, Value},
        place::Spot,
        problem::Shows,
        text::SourceFile,
    },
    reading::Broken,
};

/// Reads the text of the file, a mapping; an empty file is an empty one.
pub(super) fn parse(file: &Arc<SourceFile>, priority: i32) -> Result<Table, Broken> {
    let broken = |why: &str, at: usize| Broken {
        format: "YAML",
        why: why.to_owned(),
        span: at..at,
        shows: Shows::Keys,
    };
    let root: Option<Spanned<Any>> = serde_saphyr::from_str(file.text()).map_err(|error| {
        let at = error
            .location()
            .map_or(0, |place| offset(file.text(), &place));
        // The parser's own words may quote the text, and the text may be a secret.
        broken("it breaks off here", at)
    })?;
    let mut reader = Reader {
        file,
        priority,
        leaves: Vec::new(),
    };
    let table = match root.map(|root| root.value) {
        None | Some(Any::Null) => Table::new(),
        Some(Any::Map(entries)) => reader.table(entries),
        Some(_) => return Err(broken("expected keys with values", 0)),
    };
    file.set_leaves(reader.leaves);
    Ok(table)
}

struct Reader<'f> {
    file: &'f Arc<SourceFile>,
    priority: i32,
    leaves: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn table(&mut self, entries: Vec<(Spanned<String>, Spanned<Any>)>) -> Table {
        entries
            .into_iter()
            .map(|(key, value)| {
                let mut node = self.node(value);
                node.key = Some(self.span(&key.referenced));
                (key.value, node)
            })
            .collect()
    }

    fn node(&mut self, value: Spanned<Any>) -> Node {
        let span = self.span(&value.referenced);
        let leaf = !matches!(value.value, Any::List(_) | Any::Map(_));
        if leaf {
            self.leaves.push(span.clone());
        }
        let found = match value.value {
            Any::Null => Value::Null,
            Any::Boolean(truth) => Value::Boolean(truth),
            Any::Integer(number) => Value::Integer(number),
            Any::Unsigned(number) => Value::Unsigned(number),
            Any::Float(number) => Value::Float(number),
            Any::Text(text) => Value::String(text),
            Any::List(items) => {
                Value::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Any::Map(entries) => Value::Table(self.table(entries)),
        };
        let place = Place::new(Spot::File(Arc::clone(self.file), span), self.priority);
        Node::new(found, place)
    }

    /// Where a value stands: to its end as the parser tells it, inside of the text.
    fn span(&self, place: &Location) -> Range<usize> {
        let text = self.file.text();
        let start = offset(text, place);
        let length = usize::try_from(place.span().len()).unwrap_or_default();
        let rest = text.get(start..).unwrap_or_default();
        let end = rest
            .char_indices()
            .nth(length)
            .map_or(text.len(), |(at, _)| start + at);
        let marked = text.get(start..end).unwrap_or_default().trim_end();
        start..start + marked.len()
    }
}

/// The byte at a line and column, both counted from 1.
fn offset(text: &str, place: &Location) -> usize {
    let line = usize::try_from(place.line())
        .unwrap_or_default()
        .saturating_sub(1);
    let column = usize::try_from(place.column())
        .unwrap_or_default()
        .saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    rest.char_indices()
        .nth(column)
        .map_or(text.len(), |(at, _)| start + at)
}

/// Any value.
enum Any {
    Null,
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Any>>),
    Map(Vec<(Spanned<String>, Spanned<Any>)>),
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Any;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Any, E> {
        Ok(Any::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Any, E> {
        Ok(Any::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Any, D::Error> {
        Any::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Any, E> {
        Ok(Any::Boolean(truth))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Any, E> {
        Ok(Any::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Any, E> {
        Ok(i64::try_from(number).map_or(Any::Unsigned(number), Any::Integer))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Any, E> {
        Ok(Any::Float(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Any, E> {
        Ok(Any::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Any, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Any::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Any, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Any::Map(entries))
    }
}
