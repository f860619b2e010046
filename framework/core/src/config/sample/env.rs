use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{
    super::{feeder::VariableNames, shown},
    Chapter,
};

/// A `.env` file; writing to a string does not fail.
pub(super) fn write(app: &str, root: &Chapter, names: &VariableNames) -> String {
    let mut out = format!("# Configuration of {app}.\n");
    for chapter in &root.chapters {
        chapter_in(chapter, names, false, &mut out);
    }
    out
}

fn chapter_in(chapter: &Chapter, names: &VariableNames, off: bool, out: &mut String) {
    let off = off || chapter.optional;
    for row in &chapter.rows {
        out.push('\n');
        for line in row.comments(names) {
            let _ = writeln!(out, "# {line}");
        }
        let mark = if row.is_required() && !off { "" } else { "# " };
        let value = text(&row.value());
        let _ = writeln!(out, "{mark}{}={value}", names.of_path(&row.path));
    }
    for below in &chapter.chapters {
        chapter_in(below, names, off, out);
    }
}

/// The value of a variable, in quotes where the file needs them.
fn text(value: &Json) -> String {
    let text = match value {
        Json::String(text) => text.clone(),
        other => shown::in_line(other),
    };
    if text.contains('\n') {
        return Json::from(text).to_string();
    }
    if text.contains([' ', '#', '"', '\\']) {
        return format!("'{text}'");
    }
    text
}
