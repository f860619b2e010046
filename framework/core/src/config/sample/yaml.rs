use std::fmt::Write as _;

use super::{super::feeder::VariableNames, Chapter};

/// A YAML file; writing to a string does not fail.
pub(super) fn write(app: &str, root: &Chapter, names: &VariableNames) -> String {
    let mut out = format!("# Configuration of {app}.\n");
    for chapter in &root.chapters {
        out.push('\n');
        chapter_in(chapter, names, (0, false), &mut out);
    }
    out
}

fn chapter_in(
    chapter: &Chapter,
    names: &VariableNames,
    (depth, off): (usize, bool),
    out: &mut String,
) {
    let indent = "  ".repeat(depth);
    let off = off || chapter.optional;
    for line in chapter.doc.lines() {
        let _ = writeln!(out, "{indent}# {line}");
    }
    let mark = if off { "# " } else { "" };
    let _ = writeln!(out, "{indent}{mark}{}:", chapter.name);
    for row in &chapter.rows {
        for line in row.comments(names) {
            let _ = writeln!(out, "{indent}  # {line}");
        }
        let mark = if row.is_required() && !off { "" } else { "# " };
        // A JSON value is a YAML value.
        let _ = writeln!(out, "{indent}  {mark}{}: {}", row.info.name, row.value());
    }
    for below in &chapter.chapters {
        chapter_in(below, names, (depth + 1, off), out);
    }
}
