//! The secrets of a configuration, for whoever has to keep them out of what is shown.

use serde_json::Value as Json;

use super::{
    ConfigTree, canonical,
    describe::Shape,
    known::{Known, join},
    node::{Node, Table, Value},
    secret::MASK,
    shapes::Shapes,
};
use crate::logging::Masks;

impl ConfigTree {
    /// Tells `masks` every text that is a secret: by its field, by its type, by where it comes from.
    /// A default that is in force is one, too.
    pub(crate) fn tell_secrets(&self, masks: &Masks) {
        let shapes = Shapes::of(&self.sections);
        tell_table(&self.values, &self.known, "", &shapes, masks);
        self.known.each_field(&mut |path, field| {
            if let Some(default) = field.hidden_default
                && self.nearest(&path.join(".")).is_none()
                && let Some(value) = default()
            {
                tell_default(&value, masks);
            }
        });
    }
}

fn tell_table(table: &Table, known: &Known, path: &str, shapes: &Shapes<'_>, masks: &Masks) {
    for (key, node) in table {
        let Some(child) = known.child(key) else {
            continue;
        };
        let path = join(path, key);
        match (child.field(), &node.value) {
            (Some(field), _) if field.secret => tell_all(&node.value, masks),
            (Some(_), _) => tell(node, shapes.at(&path), masks),
            (None, Value::Table(below)) => tell_table(below, child, &path, shapes, masks),
            (None, _) => tell(node, &Shape::Unknown, masks),
        }
    }
}

fn tell(node: &Node, shape: &Shape, masks: &Masks) {
    if node.hidden || shape.is_secret() {
        tell_all(&node.value, masks);
        return;
    }
    match (&node.value, shape) {
        (Value::List(items), Shape::List(below)) => {
            for item in items {
                tell(item, below, masks);
            }
        }
        (Value::List(items), _) => {
            for item in items {
                tell(item, &Shape::Unknown, masks);
            }
        }
        // A list or table in one text of a variable: the type says that secrets are in it.
        (Value::Text(text), Shape::List(_) | Shape::Map(_) | Shape::Table(_))
            if !shape.is_open() =>
        {
            tell_inline(text, masks);
        }
        (Value::Table(entries), _) => {
            for (key, entry) in entries {
                tell(entry, &shape.below(key), masks);
            }
        }
        _ => {}
    }
}

fn tell_inline(text: &str, masks: &Masks) {
    match canonical::inline(text) {
        Some(value) => tell_all(&value, masks),
        None => text.split(',').for_each(|part| masks.hide(part)),
    }
}

fn tell_all(value: &Value, masks: &Masks) {
    match value {
        Value::Text(text) => {
            masks.hide(text);
            if let Some(value) = canonical::inline(text) {
                tell_all(&value, masks);
            }
        }
        Value::String(text) | Value::Datetime(text) | Value::Huge(text) => {
            masks.hide(text);
        }
        Value::Integer(number) => masks.hide(&number.to_string()),
        Value::Unsigned(number) => masks.hide(&number.to_string()),
        Value::Float(number) => masks.hide(&number.to_string()),
        Value::List(items) => items.iter().for_each(|item| tell_all(&item.value, masks)),
        Value::Table(entries) => entries
            .values()
            .for_each(|entry| tell_all(&entry.value, masks)),
        Value::Boolean(_) | Value::Null | Value::Wiped(_) => {}
    }
}

fn tell_default(value: &Json, masks: &Masks) {
    match value {
        Json::String(text) if text != MASK => masks.hide(text),
        Json::Number(number) => masks.hide(&number.to_string()),
        Json::Array(items) => items.iter().for_each(|item| tell_default(item, masks)),
        Json::Object(entries) => entries
            .values()
            .for_each(|entry| tell_default(entry, masks)),
        Json::String(_) | Json::Bool(_) | Json::Null => {}
    }
}
