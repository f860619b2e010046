//! Values as a person would write them in a file.

use serde::Serialize;
use serde_json::Value;

use super::duration;

/// The value as it would be written; durations, wherever they stand, as text.
pub(crate) fn written<T: Serialize>(value: &T) -> Option<Value> {
    let mut value = serde_json::to_value(value).ok()?;
    rewrite(&mut value);
    Some(value)
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            let part = |name| entries.get(name).and_then(Value::as_u64);
            if let (2, Some(seconds), Some(nanos)) = (entries.len(), part("secs"), part("nanos"))
                && let Ok(nanos) = u32::try_from(nanos)
            {
                let time = std::time::Duration::new(seconds, nanos);
                *value = Value::String(duration::format(time));
                return;
            }
            entries.values_mut().for_each(rewrite);
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        _ => {}
    }
}
