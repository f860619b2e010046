use std::fmt::Write as _;

use super::{Chapter, Presence};

/// The rows of a table in Markdown; writing to a string does not fail.
pub(super) fn write(root: &Chapter) -> String {
    let mut out = String::from("| setting | default | what it is |\n| --- | --- | --- |\n");
    for row in root.all() {
        let default = match row.presence() {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "none".to_owned(),
            // As it is written in the declaration, which is what people know.
            Presence::Default(_) => {
                let text = row.info.default.unwrap_or_default();
                format!("`{}`", text.trim_matches('"'))
            }
        };
        let doc = row.info.doc.replace('\n', " ").replace('|', "\\|");
        let _ = writeln!(out, "| `{}` | {default} | {doc} |", row.path);
    }
    out
}
