//! Examples in the doc comments of handlers: blocks of JSON that say of what they are one.

use serde_json::{Map, Value, json};

/// The name of an example that has none.
const NAMELESS: &str = "example";

/// One block: a request, or the answer of a status; `None` for that of a success.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Example {
    pub(super) of: Of,
    name: String,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Request,
    Success,
    Status(u16),
}

/// The examples of a doc comment, and what is left of it.
pub(super) fn examples(doc: &str) -> (String, Vec<Example>) {
    let mut left = String::new();
    let mut examples = Vec::new();
    let mut lines = doc.lines();
    while let Some(line) = lines.next() {
        let Some((of, name)) = fence(line.trim()) else {
            left.push_str(line);
            left.push('\n');
            continue;
        };
        let inside = lines.by_ref().take_while(|line| line.trim() != "```");
        let text: String = inside.flat_map(|line| [line, "\n"]).collect();
        // What is no JSON stays a text: a check says so.
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let name = name.to_owned();
        examples.push(Example { of, name, value });
    }
    (left, examples)
}

/// What stands after the backticks: "json request", "json 201 two beams".
fn fence(line: &str) -> Option<(Of, &str)> {
    let about = line.strip_prefix("```json")?.strip_prefix(' ')?.trim();
    let (first, name) = about.split_once(' ').unwrap_or((about, NAMELESS));
    let of = match first {
        "request" => Of::Request,
        "answer" => Of::Success,
        status => Of::Status(status.parse().ok()?),
    };
    Some((of, name.trim()))
}

/// Puts the examples of `of` into contents: to each media type.
pub(super) fn put(examples: &[Example], of: Of, content: &mut Value) {
    let own: Vec<&Example> = examples.iter().filter(|one| one.of == of).collect();
    let Some(media) = content.as_object_mut().filter(|_| !own.is_empty()) else {
        return;
    };
    for content in media.values_mut() {
        match own.as_slice() {
            [only] if only.name == NAMELESS => content["example"] = only.value.clone(),
            all => {
                let named = all
                    .iter()
                    .map(|one| (one.name.clone(), json!({ "value": one.value })));
                content["examples"] = Value::Object(named.collect::<Map<_, _>>());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_say_what_they_are_are_examples_and_all_others_stay() {
        let doc = "Adds.\n\n```json request\n{\"a\": 1}\n```\nMore.\n```json\n{}\n```\n\
                   ```json 409 taken twice\n[\n```";
        let (left, found) = examples(doc);
        assert_eq!(left, "Adds.\n\nMore.\n```json\n{}\n```\n");
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.of, one.name.as_str()))
            .collect();
        assert_eq!(
            told,
            [(Of::Request, "example"), (Of::Status(409), "taken twice")]
        );
        assert_eq!(
            (&found[0].value, &found[1].value),
            (&json!({ "a": 1 }), &json!("[\n"))
        );
    }
}
