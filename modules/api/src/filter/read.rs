//! Reads what a list is narrowed to. The fields and operators that there are, serde tells: nothing else is
//! asked of a type.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use purlin_http_server::FieldProblem;
use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, MapAccess, Visitor},
    forward_to_deserialize_any,
};

use super::{
    PREFIX,
    field::{Field, IS, Operators, key},
    unknown,
    value::Wrong,
};

/// Reads the pairs of a query that are of a filter.
pub(super) fn filter<T: DeserializeOwned>(
    pairs: Vec<(String, String)>,
) -> Result<T, Vec<FieldProblem>> {
    let mut wrong = Vec::new();
    let mut asked: BTreeMap<String, Operators> = BTreeMap::new();
    for (name, value) in pairs {
        match parts(&name) {
            Parts::Other => {}
            // PostgreSQL takes none, and nobody looks for one.
            Parts::Of(..) if value.contains('\0') => {
                wrong.push(problem(name, "has a NUL character, which no text can have"));
            }
            Parts::Of(field, operator) => {
                let operators = asked.entry(field.to_owned()).or_default();
                let values = operators.entry(operator.to_owned()).or_default();
                values.push(value);
            }
            Parts::Malformed => {
                let message = "a field stands in brackets, `filter[name]=…`, and an operator after it, \
                               `filter[name][operator]=…`";
                wrong.push(problem(name, message));
            }
        }
    }
    // What is wrong with a field is noted, and the rest is read without it: all is told at once.
    loop {
        let whole = Whole {
            asked: &asked,
            at: Cell::default(),
            unknown: RefCell::default(),
        };
        let read = T::deserialize(&whole);
        let at = whole.at.take().map(str::to_owned);
        let unknown = whole.unknown.take();
        for (field, message) in unknown {
            asked.remove(&field);
            wrong.push(problem(shown(&field), message));
        }
        match (read, at) {
            (Ok(read), _) if wrong.is_empty() => return Ok(read),
            (Ok(_), _) => return Err(wrong),
            (Err(Wrong(message)), Some(field)) => {
                asked.remove(&field);
                wrong.push(problem(shown(&field), message));
            }
            (Err(Wrong(message)), None) => {
                wrong.push(problem(PREFIX, message));
                return Err(wrong);
            }
        }
    }
}

fn problem(field: impl Into<String>, message: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.into(),
        message: message.into(),
    }
}

fn shown(field: &str) -> String {
    format!("{PREFIX}[{field}]")
}

/// What the name of a parameter is.
enum Parts<'n> {
    Of(&'n str, &'n str),
    Malformed,
    /// It is none of a filter.
    Other,
}

/// `status` and `not` of `filter[status][not]`.
fn parts(name: &str) -> Parts<'_> {
    let Some(rest) = name.strip_prefix(PREFIX) else {
        return Parts::Other;
    };
    if !rest.is_empty() && !rest.starts_with('[') {
        return Parts::Other;
    }
    let inner = rest
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let Some(inner) = inner.filter(|inner| !inner.is_empty()) else {
        return Parts::Malformed;
    };
    match inner.split_once("][") {
        None if !inner.contains(['[', ']']) => Parts::Of(inner, IS),
        Some((field, operator)) if !field.is_empty() && !operator.contains(['[', ']']) => {
            Parts::Of(field, operator)
        }
        _ => Parts::Malformed,
    }
}

/// All fields.
struct Whole<'a> {
    asked: &'a BTreeMap<String, Operators>,
    /// Which field is being read.
    at: Cell<Option<&'a str>>,
    unknown: RefCell<Vec<(String, String)>>,
}

impl<'de> Deserializer<'de> for &Whole<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.at.set(None);
        visitor.visit_map(Fields {
            rest: self.asked.iter(),
            next: None,
            whole: self,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        for field in self.asked.keys() {
            if !fields.contains(&field.as_str()) {
                let message = unknown("field", field, fields);
                self.unknown.borrow_mut().push((field.clone(), message));
            }
        }
        if self.unknown.borrow().is_empty() {
            return self.deserialize_any(visitor);
        }
        // Without them.
        let known = |(field, _): &(&String, &Operators)| fields.contains(&field.as_str());
        visitor.visit_map(Fields {
            rest: self.asked.iter().filter(known),
            next: None,
            whole: self,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields<'w, 'a, I> {
    rest: I,
    next: Option<&'a Operators>,
    whole: &'w Whole<'a>,
}

impl<'a, I: Iterator<Item = (&'a String, &'a Operators)>> MapAccess<'a> for Fields<'_, 'a, I> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        let Some((name, operators)) = self.rest.next() else {
            self.whole.at.set(None);
            return Ok(None);
        };
        self.next = Some(operators);
        self.whole.at.set(Some(name));
        seed.deserialize(key(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let operators = self.next.take();
        seed.deserialize(Field(
            operators.ok_or_else(|| Wrong("has no value".to_owned()))?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::{Between, Exactly, Words};

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Beam,
        Tile,
    }

    #[derive(Debug, Deserialize)]
    struct Asked {
        kind: Exactly<Kind>,
        length: Between<u32>,
        name: Words,
        new: Option<bool>,
        ids: Option<Vec<u8>>,
    }

    fn read(query: &[(&str, &str)]) -> Result<Asked, Vec<(String, String)>> {
        let pairs = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let told = |wrong: Vec<FieldProblem>| {
            let told = wrong.into_iter().map(|one| (one.field, one.message));
            told.collect()
        };
        filter(pairs.collect()).map_err(told)
    }

    #[test]
    fn what_is_not_asked_for_is_anything() {
        let asked = read(&[("page", "2"), ("filters", "x")]).unwrap();
        assert!(asked.kind.is_any() && asked.kind.matches(&Kind::Tile));
        assert!(asked.length.matches(&0) && asked.length.conditions().next().is_none());
        assert!(asked.name.matches("") && asked.new.is_none() && asked.ids.is_none());
    }

    #[test]
    fn every_operator_is_read_as_its_type() {
        let asked = read(&[
            ("filter[kind]", "beam,tile"),
            ("filter[kind][not]", "tile"),
            ("filter[length][gte]", "3"),
            ("filter[length][lt]", "7"),
            ("filter[name][starts_with]", "Oak, "),
            ("filter[name][contains]", "4 m"),
            ("filter[new]", "true"),
            ("filter[ids]", "1,2"),
            ("filter[ids]", "3"),
        ]);
        let asked = asked.unwrap();
        assert!(asked.kind.matches(&Kind::Beam) && !asked.kind.matches(&Kind::Tile));
        let fits: Vec<u32> = (0..9).filter(|one| asked.length.matches(one)).collect();
        assert_eq!(fits, [3, 4, 5, 6]);
        assert!(asked.name.matches("Oak, 4 mm") && !asked.name.matches("Oak 4 mm"));
        assert_eq!((asked.new, asked.ids), (Some(true), Some(vec![1, 2, 3])));
        let one = read(&[("filter[length]", "4")]).unwrap();
        assert!(one.length.matches(&4) && !one.length.matches(&5) && !one.length.matches(&3));
    }

    #[test]
    fn every_mistake_is_told_at_once_with_what_there_is() {
        let wrong = read(&[
            ("filter", "beam"),
            ("filter[]", "beam"),
            ("filter[kind][not][really]", "beam"),
            ("filter[lenght]", "4"),
            ("filter[colour]", "red"),
            ("filter[kind]", "beam,slate"),
            ("filter[length][gt]", "four"),
            ("filter[name][begins]", "O"),
            ("filter[new][not]", "true"),
            ("filter[ids]", "1,300"),
        ])
        .unwrap_err();
        let wrong: Vec<_> = wrong
            .iter()
            .map(|(field, message)| (field.as_str(), message.as_str()))
            .collect();
        let there_are = "There are `kind`, `length`, `name`, `new`, `ids`";
        let brackets = "a field stands in brackets, `filter[name]=…`, and an operator after it, \
                        `filter[name][operator]=…`";
        let colour = format!("there is no field `colour`: {}", there_are.to_lowercase());
        let lenght = format!("there is no field `lenght`: did you mean `length`? {there_are}");
        assert_eq!(
            wrong,
            [
                ("filter", brackets),
                ("filter[]", brackets),
                ("filter[kind][not][really]", brackets),
                ("filter[colour]", colour.as_str()),
                ("filter[lenght]", lenght.as_str()),
                ("filter[ids]", "`300` is no whole number of that size"),
                (
                    "filter[kind]",
                    "unknown variant `slate`, expected `beam` or `tile`"
                ),
                ("filter[length]", "`four` is no whole number of that size"),
                (
                    "filter[name]",
                    "there is no operator `begins`: there are `is`, `contains`, `starts_with`"
                ),
                ("filter[new]", "has no operators, and `not` is none"),
            ]
        );
    }

    #[test]
    fn what_says_more_of_two_operators_holds() {
        for (query, expected) in [
            ([("gt", "2"), ("gte", "2")], &[3, 4, 5, 6][..]),
            ([("gt", "1"), ("gte", "4")], &[4, 5, 6]),
            ([("lt", "4"), ("lte", "4")], &[1, 2, 3]),
            ([("is", "4"), ("gt", "4")], &[]),
            ([("is", "4"), ("gte", "2")], &[4]),
        ] {
            let pairs =
                query.map(|(operator, value)| (format!("filter[length][{operator}]"), value));
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(name, value)| (name.as_str(), *value))
                .collect();
            let length = read(&pairs).unwrap().length;
            let fits: Vec<u32> = (1..7).filter(|one| length.matches(one)).collect();
            assert_eq!(fits, expected, "{query:?}");
        }
    }

    #[test]
    fn a_nul_character_is_a_mistake_of_its_field_wherever_it_stands() {
        let wrong = read(&[
            ("filter[name][contains]", "a\0b"),
            ("filter[kind]", "beam\0"),
            ("filter[new]", "true"),
        ]);
        let told = "has a NUL character, which no text can have".to_owned();
        let fields = ["filter[name][contains]", "filter[kind]"];
        let expected = fields.map(|field| (field.to_owned(), told.clone()));
        assert_eq!(wrong.unwrap_err(), expected);
    }

    #[test]
    fn a_value_that_is_said_twice_is_a_mistake() {
        let twice = read(&[("filter[new]", "true"), ("filter[new]", "false")]);
        let message = "is said more than once".to_owned();
        assert_eq!(twice.unwrap_err(), [("filter[new]".to_owned(), message)]);
    }
}
