use std::fmt::Write as _;

use super::{super::shown::in_line, Chapter, Presence};

/// The rows of a table in Markdown; writing to a string does not fail.
pub(super) fn write(root: &Chapter) -> String {
    let mut out = String::from("| setting | default | what it is |\n| --- | --- | --- |\n");
    for row in root.all() {
        let default = match row.presence() {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "none".to_owned(),
            Presence::Default(value) => {
                let declared = row.info.default.unwrap_or_default();
                let text = match value {
                    // A path of Rust tells nothing to whoever writes a file.
                    Some(value) if declared.contains("::") => in_line(&value),
                    // As it is declared, which is what people know: `1m30s`.
                    _ => declared.to_owned(),
                };
                format!("`{}`", text.trim_matches('"'))
            }
        };
        let doc = row.info.doc.replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(out, "| `{}` | {default} | {doc} |", row.path);
    }
    out
}
