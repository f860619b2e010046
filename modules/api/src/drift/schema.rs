//! What changed in a schema, seen from who sends what it describes.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::operations::{Notes, resolve};

/// Who sends what a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The client: the server must go on to take what it took.
    Request,
    /// The server: it must go on to send what it promised.
    Response,
}

/// The comparison of two schemas with everything that they refer to.
pub(super) struct Comparison<'a, 'c> {
    before: &'a Value,
    after: &'a Value,
    direction: Direction,
    notes: &'a mut Notes<'c>,
    /// References that are compared already: a schema may refer to itself.
    seen: HashSet<(String, String)>,
}

impl<'a, 'c> Comparison<'a, 'c> {
    pub(super) fn new(
        (before, after): (&'a Value, &'a Value),
        direction: Direction,
        notes: &'a mut Notes<'c>,
    ) -> Self {
        Self {
            before,
            after,
            direction,
            notes,
            seen: HashSet::new(),
        }
    }

    /// Compares the schemas of the part of a body that is called `place`.
    pub(super) fn compare(&mut self, place: &str, old: &Value, new: &Value) {
        if let (Some(one), Some(other)) = (old["$ref"].as_str(), new["$ref"].as_str())
            && !self.seen.insert((one.to_owned(), other.to_owned()))
        {
            return;
        }
        let (before, after) = (self.before, self.after);
        let (old, new) = (resolve(before, old).clone(), resolve(after, new).clone());
        self.types(place, &old, &new);
        self.values(place, &old, &new);
        self.fields(place, &old, &new);
        self.forms(place, &old, &new);
        if self.direction == Direction::Request {
            self.bounds(place, &old, &new);
        }
        if old["items"].is_object() && new["items"].is_object() {
            self.compare(&inside(place, "[]"), &old["items"], &new["items"]);
        }
    }

    fn types(&mut self, place: &str, old: &Value, new: &Value) {
        let (before, after) = (types(old), types(new));
        if before == after {
            return;
        }
        // No type is any type.
        let holds = |wide: &BTreeSet<String>, narrow: &BTreeSet<String>| {
            let fits =
                |one: &String| wide.contains(one) || (one == "integer" && wide.contains("number"));
            wide.is_empty() || (!narrow.is_empty() && narrow.iter().all(fits))
        };
        let kept = match self.direction {
            Direction::Request => holds(&after, &before),
            Direction::Response => holds(&before, &after),
        };
        let text = format!(": {place} was {} and is {}", list(&before), list(&after));
        self.notes.note(!kept, text);
    }

    fn values(&mut self, place: &str, old: &Value, new: &Value) {
        let (before, after) = (values(old), values(new));
        if let (Some(before), Some(after)) = (&before, &after) {
            for gone in before.iter().filter(|one| !after.contains(one)) {
                let breaking = self.direction == Direction::Request;
                self.notes
                    .note(breaking, format!(": {place} is never {gone} any more"));
            }
            for added in after.iter().filter(|one| !before.contains(one)) {
                self.notes
                    .note(false, format!(": {place} may be {added}, too"));
            }
        } else if before.is_none() != after.is_none() {
            let narrower = after.is_some();
            let breaking = narrower == (self.direction == Direction::Request);
            let what = if narrower {
                "is one of few values now"
            } else {
                "may be any value now"
            };
            self.notes.note(breaking, format!(": {place} {what}"));
        }
    }

    fn fields(&mut self, place: &str, old: &Value, new: &Value) {
        let empty = serde_json::Map::new();
        let before = old["properties"].as_object().unwrap_or(&empty);
        let after = new["properties"].as_object().unwrap_or(&empty);
        let (needed, needs) = (strings(&old["required"]), strings(&new["required"]));
        for (name, schema) in before {
            let field = field(place, name);
            let Some(other) = after.get(name) else {
                self.notes.note(true, format!(": {field} is gone"));
                continue;
            };
            match (self.direction, needed.contains(name), needs.contains(name)) {
                (Direction::Request, false, true) => {
                    self.notes.note(true, format!(": {field} is required now"));
                }
                (Direction::Response, true, false) => {
                    self.notes
                        .note(true, format!(": {field} may be missing now"));
                }
                (_, one, other) if one != other => {
                    self.notes.note(
                        false,
                        format!(": {field} is required or not, otherwise than before"),
                    );
                }
                _ => {}
            }
            self.compare(&inside(place, name), schema, other);
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let field = field(place, name);
            if self.direction == Direction::Request && needs.contains(name) {
                self.notes
                    .note(true, format!(": {field} is new and required"));
            } else {
                self.notes.note(false, format!(": {field} is new"));
            }
        }
        let closed = |schema: &Value| schema["additionalProperties"] == false;
        if closed(new) && !closed(old) && self.direction == Direction::Request {
            self.notes
                .note(true, format!(": {place} takes no other fields any more"));
        }
    }

    /// One of several schemas, or all of them.
    fn forms(&mut self, place: &str, old: &Value, new: &Value) {
        let list = |schema: &Value, word: &str| -> Vec<Value> {
            schema[word].as_array().cloned().unwrap_or_default()
        };
        for word in ["oneOf", "anyOf", "allOf"] {
            let (before, after) = (list(old, word), list(new, word));
            if before.len() != after.len() {
                let more = after.len() > before.len();
                let request = self.direction == Direction::Request;
                let breaking =
                    (word == "allOf") == (more == request) || before.is_empty() || after.is_empty();
                let text = format!(
                    ": {place} has {} forms, and had {}",
                    after.len(),
                    before.len()
                );
                self.notes.note(breaking, text);
                continue;
            }
            for (old, new) in before.iter().zip(&after) {
                self.compare(place, old, new);
            }
        }
    }

    /// What a client may send became less.
    fn bounds(&mut self, place: &str, old: &Value, new: &Value) {
        for word in ["minimum", "minLength", "minItems", "exclusiveMinimum"] {
            self.bound(place, word, (old, new), |old, new| new > old);
        }
        for word in ["maximum", "maxLength", "maxItems", "exclusiveMaximum"] {
            self.bound(place, word, (old, new), |old, new| new < old);
        }
        for word in ["pattern", "format"] {
            if !new[word].is_null() && new[word] != old[word] {
                self.notes
                    .note(true, format!(": {place} has the {word} {} now", new[word]));
            }
        }
    }

    fn bound(
        &mut self,
        place: &str,
        word: &str,
        (old, new): (&Value, &Value),
        narrower: impl Fn(f64, f64) -> bool,
    ) {
        let Some(bound) = new[word].as_f64() else {
            return;
        };
        if old[word].as_f64().is_none_or(|old| narrower(old, bound)) {
            self.notes
                .note(true, format!(": {place} has the {word} {} now", new[word]));
        }
    }
}

fn types(schema: &Value) -> BTreeSet<String> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        several => strings(several),
    }
}

fn strings(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

fn values(schema: &Value) -> Option<Vec<Value>> {
    let one = schema.get("const").map(|only| vec![only.clone()]);
    one.or_else(|| schema["enum"].as_array().cloned())
}

fn list(types: &BTreeSet<String>) -> String {
    if types.is_empty() {
        return "anything".to_owned();
    }
    types.iter().cloned().collect::<Vec<_>>().join(" or ")
}

/// `the body`, `lines`, `lines[].quantity`: what is inside of a part.
fn inside(place: &str, name: &str) -> String {
    match place.strip_prefix("field `") {
        None if place.starts_with("the ") => format!("field `{name}` of {place}"),
        Some(rest) => {
            let (field, of) = rest.split_once('`').unwrap_or((rest, ""));
            let dot = if name == "[]" { "" } else { "." };
            format!("field `{field}{dot}{name}`{of}")
        }
        None => format!("{place} {name}"),
    }
}

fn field(place: &str, name: &str) -> String {
    inside(place, name)
}
