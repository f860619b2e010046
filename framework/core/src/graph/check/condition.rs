//! Conditions are about settings that there are.

use super::{
    super::{Wiring, explain},
    fail,
};
use crate::config::FieldInfo;

/// Fails the build if a condition is about a setting that no section has, or that may change
/// while the application runs. `sections` are prefixes and fields.
///
/// # Panics
/// During the build, with the text of PL0018.
#[track_caller]
pub const fn check_condition(
    wiring: &Wiring,
    node: usize,
    sections: &[(&str, &'static [FieldInfo])],
) {
    let Some(when) = &wiring.node(node).when else {
        return;
    };
    let mut near = ("", "");
    let mut at = 0;
    while at < sections.len() {
        let (prefix, fields) = sections[at];
        if is_below(when.path, prefix) {
            let (found, field) = find_field(fields, when.path, prefix.len() + 1);
            match field {
                Some(field) if field.dynamic => fail(&explain::changes(wiring, node, when)),
                Some(field) if !field.nested.is_empty() || !field.elements.is_empty() => {
                    fail(&explain::part_of_a_list(wiring, node, when));
                }
                Some(_) => return,
                None => near = (prefix, found),
            }
        }
        at += 1;
    }
    fail(&explain::no_setting(wiring, node, when, near));
}

/// Whether a dotted path is below a prefix.
const fn is_below(path: &str, prefix: &str) -> bool {
    let (path, prefix) = (path.as_bytes(), prefix.as_bytes());
    path.len() > prefix.len() + 1 && path[prefix.len()] == b'.' && starts_at(path, 0, prefix)
}

/// Whether `part` stands at a place of a text.
const fn starts_at(text: &[u8], from: usize, part: &[u8]) -> bool {
    if text.len() < from + part.len() {
        return false;
    }
    let mut at = 0;
    while at < part.len() {
        if text[from + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The field that the rest of a path names, and one that comes near if there is none.
const fn find_field(
    fields: &'static [FieldInfo],
    path: &str,
    from: usize,
) -> (&'static str, Option<&'static FieldInfo>) {
    let text = path.as_bytes();
    let mut near = "";
    let mut at = 0;
    while at < fields.len() {
        let name = fields[at].name.as_bytes();
        let end = from + name.len();
        if starts_at(text, from, name) {
            if end == text.len() {
                return (near, Some(&fields[at]));
            }
            if text[end] == b'.' && !fields[at].nested.is_empty() {
                return find_field(fields[at].nested, path, end + 1);
            }
        }
        // The first letters are what is mostly right.
        if near.is_empty() && name.len() > 1 && starts_at(text, from, name.split_at(2).0) {
            near = fields[at].name;
        }
        at += 1;
    }
    (near, None)
}
