use std::time::Duration;

/// The units, largest first, with their length in nanoseconds.
const UNITS: [(&str, u128); 8] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("µs", 1_000),
    ("ns", 1),
];

const NANOS_PER_SECOND: u128 = 1_000_000_000;

/// What a duration looks like, for messages.
pub(super) const EXPECTED: &str = "a duration such as \"1m30s\" or \"250ms\"";

/// Reads a duration: whole numbers, each with its unit (`d`, `h`, `m`, `s`, `ms`, `us`, `ns`),
/// largest unit first, as in `1m30s` or `1h 30m`. A lone `0` needs no unit.
///
/// `None` if the text is something else or does not fit. Constant, so that the default of a
/// field is checked by the compiler.
#[must_use]
pub const fn parse_duration(text: &str) -> Option<Duration> {
    let bytes = text.as_bytes();
    if bytes.len() == 1 && bytes[0] == b'0' {
        return Some(Duration::ZERO);
    }
    let mut nanos: u128 = 0;
    let mut at = 0;
    let mut next_unit = 0;
    let mut parts = 0;
    while at < bytes.len() {
        if bytes[at] == b' ' && parts > 0 {
            at += 1;
            continue;
        }
        let Some((number, after)) = number_at(bytes, at) else {
            return None;
        };
        let Some((unit, after)) = unit_at(bytes, after) else {
            return None;
        };
        if unit < next_unit {
            return None;
        }
        let Some(part) = (number as u128).checked_mul(UNITS[unit].1) else {
            return None;
        };
        nanos += part;
        next_unit = unit + 1;
        parts += 1;
        at = after;
    }
    if parts == 0 || nanos / NANOS_PER_SECOND > u64::MAX as u128 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    Some(Duration::new(
        (nanos / NANOS_PER_SECOND) as u64,
        (nanos % NANOS_PER_SECOND) as u32,
    ))
}

/// The whole number that starts at `at`, and where it ends.
const fn number_at(bytes: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let start = at;
    let mut number: u64 = 0;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        let digit = (bytes[at] - b'0') as u64;
        number = match number.checked_mul(10) {
            Some(tens) => match tens.checked_add(digit) {
                Some(number) => number,
                None => return None,
            },
            None => return None,
        };
        at += 1;
    }
    if at == start {
        None
    } else {
        Some((number, at))
    }
}

/// The index of the unit that starts at `at` and ends before a digit, a blank or the end.
const fn unit_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut end = at;
    while end < bytes.len() && bytes[end] != b' ' && !bytes[end].is_ascii_digit() {
        end += 1;
    }
    let mut unit = 0;
    while unit < UNITS.len() {
        if equal(UNITS[unit].0.as_bytes(), bytes, at, end) {
            return Some((unit, end));
        }
        unit += 1;
    }
    None
}

const fn equal(unit: &[u8], bytes: &[u8], at: usize, end: usize) -> bool {
    if unit.len() != end - at {
        return false;
    }
    let mut index = 0;
    while index < unit.len() {
        if unit[index] != bytes[at + index] {
            return false;
        }
        index += 1;
    }
    true
}

/// The text that [`parse_duration`] reads back as `time`.
pub(super) fn format(time: Duration) -> String {
    let mut nanos = time.as_nanos();
    let mut text = String::new();
    for (unit, length) in UNITS {
        let number = nanos / length;
        if number > 0 {
            text.push_str(&number.to_string());
            text.push_str(unit);
            nanos %= length;
        }
    }
    if text.is_empty() {
        text.push('0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_units_from_large_to_small() {
        let cases = [
            ("1m30s", Duration::from_secs(90)),
            ("250ms", Duration::from_millis(250)),
            ("1d 2h", Duration::from_hours(26)),
            ("1s1ms1us1ns", Duration::new(1, 1_001_001)),
            ("5µs", Duration::from_micros(5)),
            ("0", Duration::ZERO),
            ("0s", Duration::ZERO),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_duration(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_a_duration() {
        let cases = [
            "",
            "30",
            "s",
            "1 s",
            " 1s",
            "1s1m",
            "1s1s",
            "-1s",
            "1.5s",
            "1sec",
            "99999999999999999999s",
            "999999999999999999d",
        ];
        for text in cases {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_formatted_duration_reads_back() {
        for time in [
            Duration::ZERO,
            Duration::new(93_661, 7),
            Duration::MAX,
            Duration::from_micros(1),
        ] {
            assert_eq!(parse_duration(&format(time)), Some(time));
        }
    }
}
