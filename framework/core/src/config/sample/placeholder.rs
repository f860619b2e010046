//! Values that load, for fields that have none.

use serde_json::{Map, Number, Value as Json};

use super::super::{
    ByteSize,
    describe::Shape,
    duration,
    rule::{Bounds, Rule},
};

/// Something that the field can be, as far as its rules say.
pub(super) fn of(shape: &Shape, rules: &[Rule]) -> Json {
    let range = rules.iter().find_map(|rule| match rule {
        Rule::Range(bounds) => Some(*bounds),
        _ => None,
    });
    let length = rules.iter().find_map(|rule| match rule {
        Rule::Length(bounds) => Some(*bounds),
        _ => None,
    });
    match shape {
        Shape::Boolean => Json::Bool(false),
        Shape::Integer(low, high) => integer(*low, *high, range),
        Shape::Number => range
            .and_then(end)
            .and_then(|text| text.parse().ok())
            .map_or_else(
                || Json::from(1.0),
                |number: f64| Number::from_f64(number).map_or(Json::Null, Json::Number),
            ),
        Shape::Text => Json::from(text("change-me", length)),
        Shape::Duration => Json::from(measured(range, "1s", |text| {
            duration::parse_duration(text).is_some()
        })),
        Shape::Size => Json::from(measured(range, "1MiB", |text| {
            ByteSize::parse(text).is_some()
        })),
        Shape::Url => Json::from("https://example.org"),
        Shape::Path => Json::from("/path/to/something"),
        Shape::Address(what) => Json::from(address(what)),
        Shape::List(item) => {
            let count = length
                .and_then(|bounds| bounds.min?.parse().ok())
                .unwrap_or(0);
            (0..count).map(|_| of(item, &[])).collect()
        }
        Shape::Map(_) => Json::Object(Map::new()),
        Shape::Table(entries) => entries
            .iter()
            .map(|entry| (entry.name.to_owned(), of(&entry.shape, &[])))
            .collect(),
        Shape::Choice(names) | Shape::Variant(names) => {
            Json::from(names.first().copied().unwrap_or_default())
        }
        Shape::Secret(inner) => of(inner, rules),
        Shape::Unknown => Json::from("change-me"),
    }
}

/// An end of the range that is in it.
fn end(bounds: Bounds) -> Option<&'static str> {
    bounds.min.or(bounds.max.filter(|_| !bounds.exclusive))
}

fn integer(low: i128, high: i128, range: Option<Bounds>) -> Json {
    let bound = |text: Option<&str>| text.and_then(|text| text.parse::<i128>().ok());
    let min = range.and_then(|range| bound(range.min)).unwrap_or(low);
    let max = range.and_then(|range| {
        let max = bound(range.max)?;
        Some(if range.exclusive { max - 1 } else { max })
    });
    let number = 1.max(min).min(max.unwrap_or(high));
    i64::try_from(number).map_or_else(
        |_| u64::try_from(number).map_or(Json::from(1), Json::from),
        Json::from,
    )
}

fn measured(range: Option<Bounds>, usual: &str, is: impl Fn(&str) -> bool) -> String {
    let end = range.and_then(end).filter(|text| is(text));
    end.unwrap_or(usual).to_owned()
}

/// A text that is as long as it must be.
fn text(usual: &str, length: Option<Bounds>) -> String {
    let bound = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
    let least = length.and_then(|bounds| bound(bounds.min)).unwrap_or(0);
    let most = length
        .and_then(|bounds| bound(bounds.max))
        .unwrap_or(usize::MAX);
    let most = match length {
        Some(bounds) if bounds.exclusive => most.saturating_sub(1),
        _ => most,
    };
    let letters = usual.chars().chain(std::iter::repeat('x'));
    letters.take(usual.len().max(least).min(most)).collect()
}

fn address(what: &str) -> &'static str {
    match what {
        "socket address" | "IPv4 socket address" => "127.0.0.1:8080",
        "IPv6 socket address" => "[::1]:8080",
        "IPv6 address" => "::1",
        _ => "127.0.0.1",
    }
}
