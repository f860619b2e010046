use serde_json::{Map, Value as Json};

use super::{Chapter, Presence};

/// A JSON file with the defaults, and something that loads for what is required.
pub(super) fn write(root: &Chapter) -> String {
    let value = chapter_of(root);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn chapter_of(chapter: &Chapter) -> Json {
    let mut object = Map::new();
    for row in &chapter.rows {
        let set = match row.presence() {
            Presence::Required | Presence::Default(Some(_)) => {
                !row.info.secret || row.is_required()
            }
            Presence::Default(None) | Presence::Optional => false,
        };
        if set {
            object.insert(row.info.name.to_owned(), row.value());
        }
    }
    for below in chapter.chapters.iter().filter(|below| !below.optional) {
        let below_value = chapter_of(below);
        object.insert(below.name.clone(), below_value);
    }
    Json::Object(object)
}
