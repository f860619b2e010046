//! What changed in paths, parameters, bodies and answers.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    Change,
    schema::{Comparison, Direction},
};

/// The changes of all operations.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    for (operation, old) in operations(before) {
        let (path, method) = operation;
        let mut noted = Notes {
            operation: name(path, method),
            changes: &mut changes,
        };
        match after["paths"]
            .get(path)
            .and_then(|methods| methods.get(method))
        {
            None => noted.note(true, " is gone".to_owned()),
            Some(new) => {
                let documents = (before, after);
                parameters(documents, old, new, &mut noted);
                request(
                    documents,
                    &old["requestBody"],
                    &new["requestBody"],
                    &mut noted,
                );
                responses(documents, &old["responses"], &new["responses"], &mut noted);
                security(&old["security"], &new["security"], &mut noted);
                if new["deprecated"] == true && old["deprecated"] != true {
                    noted.note(false, " is deprecated".to_owned());
                }
            }
        }
    }
    for ((path, method), _) in operations(after) {
        if before["paths"]
            .get(path)
            .and_then(|methods| methods.get(method))
            .is_none()
        {
            let operation = name(path, method);
            changes.push(Change {
                operation,
                what: " is new".to_owned(),
                breaking: false,
            });
        }
    }
    changes
}

/// Who may ask: clients break if one of the ways in is gone, or if there was no door.
fn security(old: &Value, new: &Value, notes: &mut Notes<'_>) {
    let ways = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (before, after) = (ways(old), ways(new));
    match (before.is_empty(), after.is_empty()) {
        (true, true) => {}
        (true, false) => notes.note(true, " asks who sends the request now".to_owned()),
        (false, true) => notes.note(
            false,
            " does not ask who sends the request any more".to_owned(),
        ),
        (false, false) => {
            for gone in before.iter().filter(|way| !after.contains(way)) {
                notes.note(true, format!(" does not let `{gone}` in any more"));
            }
            for new in after.iter().filter(|way| !before.contains(way)) {
                notes.note(false, format!(" lets `{new}` in, too"));
            }
        }
    }
}

/// Where the changes of one operation are noted.
pub(super) struct Notes<'c> {
    operation: String,
    changes: &'c mut Vec<Change>,
}

impl Notes<'_> {
    pub(super) fn note(&mut self, breaking: bool, what: String) {
        self.changes.push(Change {
            operation: self.operation.clone(),
            what,
            breaking,
        });
    }
}

type Operation<'d> = ((&'d str, &'d str), &'d Value);

fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    object(&document["paths"]).flat_map(|(path, methods)| {
        object(methods)
            .map(move |(method, operation)| ((path.as_str(), method.as_str()), operation))
    })
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn name(path: &str, method: &str) -> String {
    format!("{} {path}", method.to_ascii_uppercase())
}

fn parameters(documents: (&Value, &Value), old: &Value, new: &Value, notes: &mut Notes<'_>) {
    let list = |operation: &Value| -> Vec<Value> {
        operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    };
    let (before, after) = (list(old), list(new));
    let key = |one: &Value| (one["in"].clone(), one["name"].clone());
    let named = |one: &Value| {
        let text = |member: &str| one[member].as_str().unwrap_or_default().to_owned();
        format!("the {} parameter `{}`", text("in"), text("name"))
    };
    for old in &before {
        let Some(new) = after.iter().find(|new| key(new) == key(old)) else {
            notes.note(
                true,
                format!(" has no more {}", named(old).trim_start_matches("the ")),
            );
            continue;
        };
        if new["required"] == true && old["required"] != true {
            notes.note(true, format!(": {} is required now", named(old)));
        }
        let mut comparison = Comparison::new(documents, Direction::Request, notes);
        comparison.compare(&named(old), &old["schema"], &new["schema"]);
    }
    for new in &after {
        if before.iter().any(|old| key(old) == key(new)) {
            continue;
        }
        let required = new["required"] == true;
        let what = if required {
            "is new and required"
        } else {
            "is new"
        };
        notes.note(required, format!(": {} {what}", named(new)));
    }
}

fn request(documents: (&Value, &Value), old: &Value, new: &Value, notes: &mut Notes<'_>) {
    if old.is_null() {
        if !new.is_null() {
            let required = new["required"] == true;
            notes.note(required, " takes a body now".to_owned());
        }
        return;
    }
    if new.is_null() {
        notes.note(true, " takes no body any more".to_owned());
        return;
    }
    if new["required"] == true && old["required"] != true {
        notes.note(true, ": the body is required now".to_owned());
    }
    let place = ("takes", "the body");
    content(
        documents,
        (&old["content"], &new["content"]),
        place,
        Direction::Request,
        notes,
    );
}

fn responses(documents: (&Value, &Value), old: &Value, new: &Value, notes: &mut Notes<'_>) {
    for (status, before) in object(old) {
        let Some(after) = new.get(status) else {
            notes.note(true, format!(" does not answer {status} any more"));
            continue;
        };
        let before = resolve(documents.0, before);
        let after = resolve(documents.1, after);
        let whole = format!("the answer {status}");
        let place = ("answers with", whole.as_str());
        let contents = (&before["content"], &after["content"]);
        content(documents, contents, place, Direction::Response, notes);
    }
    for (status, _) in object(new).filter(|(status, _)| old.get(status).is_none()) {
        notes.note(false, format!(" answers {status}, too"));
    }
}

fn content(
    documents: (&Value, &Value),
    (old, new): (&Value, &Value),
    (verb, whole): (&str, &str),
    direction: Direction,
    notes: &mut Notes<'_>,
) {
    let mut seen = BTreeSet::new();
    for (media, before) in object(old) {
        seen.insert(media);
        let Some(after) = new.get(media) else {
            notes.note(true, format!(": {whole} {verb} no `{media}` any more"));
            continue;
        };
        let mut comparison = Comparison::new(documents, direction, notes);
        comparison.compare(whole, &before["schema"], &after["schema"]);
    }
    for (media, _) in object(new).filter(|(media, _)| !seen.contains(media)) {
        notes.note(false, format!(": {whole} {verb} `{media}`, too"));
    }
}

/// What a reference of a document refers to.
pub(super) fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let target = value["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    target.and_then(|to| document.pointer(to)).unwrap_or(value)
}
