//! From TOML to nodes.

use std::{ops::Range, sync::Arc};

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{
    super::{
        Place,
        known::Known,
        node::{Node, Table, Value},
        place::Spot,
        problem::Shows,
        text::SourceFile,
    },
    reading::Broken,
};

/// Reads the text of the file.
pub(super) fn parse(file: &Arc<SourceFile>, priority: i32, known: &Known) -> Result<Table, Broken> {
    match DeTable::parse(file.text()) {
        Ok(table) => {
            let mut leaves = Vec::new();
            let values = table_of(table.get_ref(), &mut |span, leaf| {
                if leaf {
                    leaves.push(span.clone());
                }
                Place::new(Spot::File(file.clone(), span), priority)
            });
            file.set_leaves(leaves);
            Ok(values)
        }
        Err(error) => {
            let span = error.span().unwrap_or_default();
            let shows = if may_show_line(file, span.start, known) {
                Shows::Line
            } else {
                Shows::Keys
            };
            Err(Broken {
                format: "TOML",
                why: error.message().trim().to_owned(),
                span,
                shows,
            })
        }
    }
}

/// A list, table or other value as it is written on one line; `None` if it is not TOML.
pub(in crate::config) fn parse_inline(text: &str, place: &Place) -> Option<Value> {
    let value = DeValue::parse(text).ok()?;
    Some(value_of(value.get_ref(), &mut |_, _| place.clone()))
}

/// Whether the line around a syntax error sets a known field that is no secret, or is a header.
fn may_show_line(file: &SourceFile, offset: usize, known: &Known) -> bool {
    let line = file
        .text()
        .get(file.line_around(offset))
        .unwrap_or_default();
    if line.contains('#') || line.matches('=').count() > 1 {
        return false;
    }
    let Some((key, _)) = line.split_once('=') else {
        return line.trim_start().starts_with('[') && !line.contains(['"', '\'', ',']);
    };
    let name = key.trim().rsplit('.').next().unwrap_or_default().trim();
    let mut same_name = known
        .fields()
        .into_iter()
        .filter(|(_, field)| field.name == name);
    let mut any = false;
    same_name.all(|(_, field)| {
        any = true;
        !field.secret
    }) && any
}

type PlaceOf<'a> = dyn FnMut(Range<usize>, bool) -> Place + 'a;

fn table_of(table: &DeTable<'_>, place: &mut PlaceOf<'_>) -> Table {
    let entries = table.iter();
    entries
        .map(|(key, value)| {
            let mut node = node_of(value, place);
            node.key = Some(key.span());
            (key.get_ref().as_ref().to_owned(), node)
        })
        .collect()
}

fn node_of(value: &Spanned<DeValue<'_>>, place: &mut PlaceOf<'_>) -> Node {
    let leaf = !matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
    let at = place(value.span(), leaf);
    Node::new(value_of(value.get_ref(), place), at)
}

fn value_of(value: &DeValue<'_>, place: &mut PlaceOf<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.as_ref().to_owned()),
        DeValue::Integer(number) => integer_of(number),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or_else(|_| Value::Huge(number.to_string()), Value::Float),
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node_of(item, place)).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(table, place)),
    }
}

fn integer_of(number: &DeInteger<'_>) -> Value {
    let (digits, radix) = (number.as_str(), number.radix());
    if let Ok(integer) = i64::from_str_radix(digits, radix) {
        Value::Integer(integer)
    } else if let Ok(integer) = u64::from_str_radix(digits, radix) {
        Value::Unsigned(integer)
    } else {
        Value::Huge(number.to_string())
    }
}
