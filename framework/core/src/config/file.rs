//! From TOML to nodes.

use std::{fs, io, ops::Range, path::Path, sync::Arc};

use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{
    Place, Problem, codes,
    known::Known,
    node::{Node, Table, Value},
    place::Spot,
    problem::Shows,
    source::SourceFile,
};

/// What a file gave.
pub(super) enum Reading {
    /// Its values.
    Values(Table),
    /// It does not exist, and need not.
    Absent,
    /// It is there, or should be, and cannot be used.
    Broken(Box<Problem>),
}

/// Reads the file at `path`.
pub(super) fn read(path: &Path, required: bool, known: &Known) -> Reading {
    let name = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => parse(name, text, known),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !required => Reading::Absent,
        Err(error) => {
            let (why, help) = match error.kind() {
                io::ErrorKind::NotFound => ("it does not exist".to_owned(), "check the path"),
                io::ErrorKind::InvalidData => ("it is not UTF-8".to_owned(), "save it as UTF-8"),
                io::ErrorKind::PermissionDenied => (
                    error.to_string(),
                    "let the user that runs the application read it",
                ),
                _ => (error.to_string(), "make it a file that can be read"),
            };
            let message = format!("`{name}` cannot be read: {why}");
            let problem = Problem::new(codes::BAD_FILE, name.clone(), message)
                .place(Place(Spot::Unread(name.into())))
                .help(help);
            Reading::Broken(Box::new(problem))
        }
    }
}

/// Reads `text` as the contents of a file called `name`.
pub(super) fn parse(name: String, text: String, known: &Known) -> Reading {
    let file = Arc::new(SourceFile::new(name, text));
    match DeTable::parse(file.text()) {
        Ok(table) => {
            let mut leaves = Vec::new();
            let values = table_of(table.get_ref(), &mut |span, leaf| {
                if leaf {
                    leaves.push(span.clone());
                }
                Place(Spot::File(file.clone(), span))
            });
            file.set_leaves(leaves);
            Reading::Values(values)
        }
        Err(error) => {
            let span = error.span().unwrap_or_default();
            let shows = if may_show_line(&file, span.start, known) {
                Shows::Line
            } else {
                Shows::Keys
            };
            let name = file.path().to_owned();
            let why = error.message().trim().to_owned();
            let problem = Problem::new(
                codes::BAD_FILE,
                name.clone(),
                format!("`{name}` is not TOML: {why}"),
            )
            .place(Place(Spot::File(file, span)))
            .shows(shows);
            Reading::Broken(Box::new(problem))
        }
    }
}

/// A list, table or other value as it is written on one line; `None` if it is not TOML.
pub(super) fn parse_inline(text: &str, place: &Place) -> Option<Value> {
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
