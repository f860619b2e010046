//! How things are written for Redis, and what it answers is read.

use std::{fmt::Write as _, time::Duration};

use redis::Value;

/// What is there under a key.
pub(super) struct Raw {
    /// The value as it is written; none for the knowledge that there is none.
    pub(super) body: Option<Vec<u8>>,
    /// How long it may still be given.
    pub(super) left: Duration,
    /// How much of the end of that it is stale.
    pub(super) stale: Duration,
}

/// Marks, as scripts take them.
pub(super) fn joined(marks: impl Iterator<Item = u16>) -> String {
    let mut text = String::new();
    for mark in marks {
        if !text.is_empty() {
            text.push(',');
        }
        let _ = write!(text, "{mark}");
    }
    text
}

/// The text in a pattern, where nothing of it means something else.
pub(super) fn literally(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '\\' | '^') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// What a read has given: when it was looked, and what is under each of so many keys. None if it
/// is something else.
pub(super) fn understood(answer: Vec<Value>, keys: usize) -> Option<(u64, Vec<Option<Raw>>)> {
    let mut answer = answer.into_iter();
    let since = text(&answer.next()?)?.parse().ok()?;
    let mut found = Vec::with_capacity(keys);
    for value in answer {
        found.push(match value {
            Value::Nil => None,
            Value::Array(parts) => {
                let [kind, left, stale, body]: [Value; 4] = parts.try_into().ok()?;
                let number = |value: &Value| text(value)?.parse().ok().map(Duration::from_millis);
                let (left, stale) = (number(&left)?, number(&stale)?);
                let body = match (text(&kind)?, body) {
                    ("v", Value::BulkString(body)) => Some(body),
                    _ => None,
                };
                Some(Raw { body, left, stale })
            }
            _ => return None,
        });
    }
    (found.len() == keys).then_some((since, found))
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::BulkString(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_means_nothing_else_in_a_pattern() {
        assert_eq!(literally("a:b/c-1"), "a:b/c-1");
        assert_eq!(literally("a*[b]?\\^"), "a\\*\\[b\\]\\?\\\\\\^");
    }

    #[test]
    fn what_redis_gives_is_understood_or_refused() {
        let bulk = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let entry = Value::Array(vec![bulk("v"), bulk("20"), bulk("5"), bulk("{}")]);
        let (since, found) = understood(vec![bulk("7"), Value::Nil, entry], 2).unwrap();
        assert_eq!((since, found.len()), (7, 2));
        let raw = found[1].as_ref().unwrap();
        assert_eq!(raw.body.as_deref(), Some(b"{}".as_slice()));
        assert_eq!(raw.left, Duration::from_millis(20));
        assert!(understood(vec![bulk("7")], 1).is_none());
        assert!(understood(vec![Value::Nil], 0).is_none());
    }
}
