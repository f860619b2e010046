//! Values as people may see them: without secrets.

use serde_json::Value as Json;

use super::{
    node::{Node, Value},
    redact,
    secret::MASK,
};

impl Node {
    /// The value as it may be shown. The tree must be settled: what is a secret is wiped then.
    pub(super) fn shown(&self) -> Json {
        if self.hidden {
            return Json::String(MASK.to_owned());
        }
        match &self.value {
            Value::Text(text) | Value::String(text) | Value::Datetime(text) | Value::Huge(text) => {
                Json::String(redact::text(text).into_owned())
            }
            Value::Integer(number) => Json::from(*number),
            Value::Unsigned(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::Boolean(truth) => Json::from(*truth),
            Value::List(items) => items.iter().map(Self::shown).collect(),
            Value::Table(entries) => {
                let entries = entries.iter();
                Json::Object(
                    entries
                        .map(|(key, entry)| (key.clone(), entry.shown()))
                        .collect(),
                )
            }
            Value::Null => Json::Null,
            Value::Wiped(_) => Json::String(MASK.to_owned()),
        }
    }
}

/// A value in one line, as it would be written in a TOML file.
pub(super) fn in_line(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(in_line).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Json::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{} = {}", key_in_line(key), in_line(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// A key, in quotes where it needs them.
pub(super) fn key_in_line(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        Json::from(key).to_string()
    }
}
