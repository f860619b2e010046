use std::fmt::{self, Write as _};

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};

use super::Masks;
use crate::context::ExecutionContext;

/// Something that was logged, without anything secret.
///
/// As JSON it is one object; what is not known is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LogRecord {
    /// When, in UTC, as RFC 3339 has it.
    pub time: String,
    /// `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`.
    pub level: &'static str,
    /// Where it comes from, usually the path of a Rust module.
    pub target: String,
    /// What happened.
    pub message: String,
    /// The name of the application.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub application: String,
    /// Which one of several processes of the application.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// The module that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// The tenant that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The chain of requests in whose context it happened: the same as on events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation: Option<String>,
    /// The request in whose context it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The trace that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The span of the trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<String>,
    /// Everything else that was said about it, by it and by the spans around it.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub fields: Map<String, Value>,
}

impl LogRecord {
    /// Fills in what the current context says; a field of the record itself says more.
    pub(super) fn correlate(&mut self) {
        self.module = self.take("module");
        self.tenant = self.take("tenant");
        if let Some(app) = self.take("app") {
            self.application = app;
        }
        ExecutionContext::with_current(|context| {
            if self.tenant.is_none() {
                self.tenant = context.tenant().map(ToString::to_string);
            }
            let trace = context.trace();
            self.correlation = Some(context.correlation_id().to_string());
            self.request = Some(context.request_id().to_string());
            self.trace = Some(format!("{:032x}", trace.trace_id()));
            self.span = Some(format!("{:016x}", trace.span_id()));
        });
    }

    fn take(&mut self, name: &str) -> Option<String> {
        match self.fields.remove(name)? {
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        }
    }

    /// Takes out what is secret: values of the fields that are `hidden`, and what `masks` finds.
    pub(super) fn mask(&mut self, masks: &Masks, hidden: &[String]) {
        self.hide(hidden);
        self.message = masks.mask(&self.message).into_owned();
        for value in self.fields.values_mut() {
            match value {
                Value::String(text) => *text = masks.mask(text).into_owned(),
                Value::Number(number) => {
                    let text = number.to_string();
                    let masked = masks.mask(&text);
                    if masked != text {
                        *value = Value::from(masked.into_owned());
                    }
                }
                _ => {}
            }
        }
        for text in [&mut self.module, &mut self.tenant].into_iter().flatten() {
            *text = masks.mask(text).into_owned();
        }
    }

    /// Takes out the values of fields with these names.
    pub(super) fn hide(&mut self, hidden: &[String]) {
        for (name, value) in &mut self.fields {
            let last = name.rsplit('.').next().unwrap_or(name);
            let named = hidden.iter().any(|hidden| {
                hidden.eq_ignore_ascii_case(last) || hidden.eq_ignore_ascii_case(name)
            });
            if named {
                *value = Value::from(super::masks::MASK);
            }
        }
    }

    /// One line for people; a message of several lines keeps them.
    pub(super) fn for_people(&self, colour: bool) -> String {
        let (before, after) = match (colour, self.level) {
            (false, _) => ("", ""),
            (_, "ERROR") => ("\u{1b}[31m", "\u{1b}[0m"),
            (_, "WARN") => ("\u{1b}[33m", "\u{1b}[0m"),
            (_, "INFO") => ("\u{1b}[32m", "\u{1b}[0m"),
            _ => ("\u{1b}[2m", "\u{1b}[0m"),
        };
        let mut line = format!(
            "{} {before}{:>5}{after} {}: {}",
            self.time,
            self.level,
            self.target,
            tame(&self.message, true)
        );
        let known = [
            ("module", &self.module),
            ("tenant", &self.tenant),
            ("request", &self.request),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                // Writing to a string does not fail.
                let _ = write!(line, " {name}={}", tame(value, false));
            }
        }
        for (name, value) in &self.fields {
            let value = match value {
                Value::String(text) => tame(text, false),
                other => other.to_string(),
            };
            let _ = write!(line, " {name}={value}");
        }
        line.push('\n');
        line
    }

    /// One line for machines.
    pub(super) fn for_machines(&self) -> String {
        // A record holds nothing that JSON cannot.
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// The text without what would move the cursor or pretend to be another record.
fn tame(text: &str, lines: bool) -> String {
    let mut tamed = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' if lines => tamed.push_str("\n    "),
            '\t' => tamed.push('\t'),
            letter if letter.is_control() => tamed.extend(letter.escape_default()),
            letter => tamed.push(letter),
        }
    }
    tamed
}

/// Gathers the fields of an event or span.
#[derive(Clone, Default)]
pub(super) struct Fields {
    pub(super) message: String,
    pub(super) fields: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        self.fields.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
        } else {
            self.put(field, Value::from(text));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.message);
        } else {
            self.put(field, Value::from(value));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::from(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::from(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_move_the_cursor_is_escaped() {
        assert_eq!(tame("a\u{1b}[2Jb\r", false), "a\\u{1b}[2Jb\\r");
        assert_eq!(tame("a\nb", false), "a\\nb");
        assert_eq!(tame("a\nb", true), "a\n    b");
    }
}
