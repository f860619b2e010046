//! Values as texts that are the same exactly if they mean the same.

use std::fmt::Write as _;

use super::{
    duration,
    feeder::toml,
    node::{Node, Value},
};

impl Value {
    /// Writes the value so that `5` of a file and `5` of a variable are the same.
    pub(super) fn write_canonical(&self, out: &mut String) {
        // Writing to a string does not fail.
        let _ = match self {
            Self::Text(text) => {
                if let Some(inline) = inline(text) {
                    inline.write_canonical(out);
                    return;
                }
                write_text(text, out);
                Ok(())
            }
            Self::String(text) | Self::Datetime(text) | Self::Huge(text) => {
                write_text(text, out);
                Ok(())
            }
            Self::Integer(number) => write!(out, "{number}"),
            Self::Unsigned(number) => write!(out, "{number}"),
            Self::Float(number) => write!(out, "{number}"),
            Self::Boolean(truth) => write!(out, "{truth}"),
            Self::Null => write!(out, "null"),
            Self::Wiped(mark) => write!(out, "wiped {mark:x}"),
            Self::List(items) => {
                out.push('[');
                for item in items {
                    item.value.write_canonical(out);
                    out.push('\u{1f}');
                }
                out.push(']');
                Ok(())
            }
            Self::Table(entries) => {
                out.push('{');
                for (key, entry) in entries {
                    out.push_str(key);
                    out.push('\u{1e}');
                    entry.value.write_canonical(out);
                    out.push('\u{1f}');
                }
                out.push('}');
                Ok(())
            }
        };
    }
}

/// A duration is the same however it is written.
fn write_text(text: &str, out: &mut String) {
    match duration::parse_duration(text) {
        Some(time) if !text.bytes().all(|letter| letter.is_ascii_digit()) => {
            out.push_str(&duration::format(time));
        }
        _ => out.push_str(text),
    }
}

/// The list or table that is written in a text.
pub(super) fn inline(text: &str) -> Option<Value> {
    let looks = text.trim_start().starts_with(['[', '{']);
    let value = looks.then(|| toml::parse_inline(text, &super::Place::DEFAULT))??;
    matches!(value, Value::List(_) | Value::Table(_)).then_some(value)
}

/// The text of a node; of nothing if there is none.
pub(super) fn of(node: Option<&Node>) -> Option<String> {
    let mut text = String::new();
    node?.value.write_canonical(&mut text);
    Some(text)
}

/// The text of a value that a default is written as.
pub(super) fn of_written(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => {
            let mut out = String::new();
            write_text(text, &mut out);
            out
        }
        serde_json::Value::Array(items) => {
            let items = items.iter().map(|item| of_written(item) + "\u{1f}");
            format!("[{}]", items.collect::<String>())
        }
        serde_json::Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key}\u{1e}{}\u{1f}", of_written(value)));
            format!("{{{}}}", entries.collect::<String>())
        }
        other => other.to_string(),
    }
}
