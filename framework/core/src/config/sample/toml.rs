use std::fmt::Write as _;

use super::{
    super::{feeder::VariableNames, shown},
    Chapter,
};

/// A TOML file; writing to a string does not fail.
pub(super) fn write(app: &str, root: &Chapter, names: &VariableNames) -> String {
    let mut out = format!("# Configuration of {app}.\n");
    for chapter in &root.chapters {
        chapter_in(chapter, names, false, &mut out);
    }
    out
}

fn chapter_in(chapter: &Chapter, names: &VariableNames, off: bool, out: &mut String) {
    let off = off || chapter.optional;
    if !chapter.rows.is_empty() {
        out.push('\n');
        for line in chapter.doc.lines() {
            let _ = writeln!(out, "# {line}");
        }
        let mark = if off { "# " } else { "" };
        let _ = writeln!(out, "{mark}[{}]", chapter.path);
    }
    for row in &chapter.rows {
        for line in row.comments(names) {
            let _ = writeln!(out, "# {line}");
        }
        let mark = if row.is_required() && !off { "" } else { "# " };
        let value = shown::in_line(&row.value());
        let _ = writeln!(out, "{mark}{} = {value}", row.info.name);
    }
    for below in &chapter.chapters {
        chapter_in(below, names, off, out);
    }
}
