//! Places in an order, as a text that a client can keep: what it says is checked when it comes
//! back, and it holds nothing but values of the row.

use std::fmt::{self, Write as _};

use sea_orm::{
    Value,
    prelude::{DateTime, DateTimeUtc, Uuid},
};

/// The text for these values; none if one is empty, or of a type that has no place here.
pub(super) fn write(values: impl IntoIterator<Item = Value>) -> Option<String> {
    let mut text = String::with_capacity(24);
    for value in values {
        if !text.is_empty() {
            text.push('.');
        }
        part(&mut text, &value)?;
    }
    Some(text)
}

/// A letter for the type, and the value without points.
fn part(text: &mut String, value: &Value) -> Option<()> {
    let written = match value {
        Value::Bool(Some(value)) => write!(text, "b{}", u8::from(*value)),
        Value::SmallInt(Some(value)) => write!(text, "h{value}"),
        Value::Int(Some(value)) => write!(text, "i{value}"),
        Value::BigInt(Some(value)) => write!(text, "l{value}"),
        Value::Unsigned(Some(value)) => write!(text, "u{value}"),
        Value::BigUnsigned(Some(value)) => write!(text, "v{value}"),
        Value::String(Some(value)) => hex(text, 's', value.as_bytes()),
        Value::Bytes(Some(value)) => hex(text, 'x', value),
        Value::Uuid(Some(value)) => write!(text, "g{}", value.simple()),
        Value::ChronoDateTimeUtc(Some(value)) => write!(text, "t{}", value.timestamp_micros()),
        Value::ChronoDateTime(Some(value)) => {
            write!(text, "d{}", value.and_utc().timestamp_micros())
        }
        _ => return None,
    };
    written.ok()
}

/// The values of a text; none if it is not one of so many.
pub(super) fn read(text: &str, count: usize) -> Option<Vec<Value>> {
    let values: Option<Vec<Value>> = text.split('.').map(value).collect();
    values.filter(|values| values.len() == count)
}

fn value(part: &str) -> Option<Value> {
    let kind = part.chars().next()?;
    let text = part.get(kind.len_utf8()..)?;
    Some(match kind {
        'b' => (text.parse::<u8>().ok()? != 0).into(),
        'h' => text.parse::<i16>().ok()?.into(),
        'i' => text.parse::<i32>().ok()?.into(),
        'l' => text.parse::<i64>().ok()?.into(),
        'u' => text.parse::<u32>().ok()?.into(),
        'v' => text.parse::<u64>().ok()?.into(),
        's' => String::from_utf8(unhex(text)?).ok()?.into(),
        'x' => unhex(text)?.into(),
        'g' => Uuid::try_parse(text).ok()?.into(),
        't' => DateTimeUtc::from_timestamp_micros(text.parse().ok()?)?.into(),
        'd' => {
            let at: DateTime = DateTimeUtc::from_timestamp_micros(text.parse().ok()?)?.naive_utc();
            at.into()
        }
        _ => return None,
    })
}

fn hex(text: &mut String, kind: char, bytes: &[u8]) -> fmt::Result {
    text.push(kind);
    bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_as_it_was() {
        let at = DateTimeUtc::from_timestamp_micros(1_700_000_000_123_456).unwrap();
        let values = [
            true.into(),
            (-3_i16).into(),
            (-3_i32).into(),
            i64::MIN.into(),
            7_u32.into(),
            u64::MAX.into(),
            "a.b ö".into(),
            vec![0_u8, 255].into(),
            Uuid::from_u128(7).into(),
            at.into(),
            at.naive_utc().into(),
        ];
        let text = write(values.clone()).unwrap();
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
        );
        assert_eq!(read(&text, values.len()), Some(values.to_vec()));
        assert_eq!(read(&text, 2), None);
    }

    #[test]
    fn what_is_no_place_is_refused() {
        assert_eq!(write([Value::BigInt(None)]), None);
        assert_eq!(write([1.5_f64.into()]), None);
        for text in ["", "q1", "lx", "s0", "sé", "sff", "gx", "ö", "l1.", ".l1"] {
            assert_eq!(read(text, 1), None, "{text}");
        }
    }
}
