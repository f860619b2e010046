//! Which fields differ between two readings of the configuration.

use super::{
    super::{
        ConfigTree, FieldInfo, SectionInfo, canonical,
        known::join,
        node::{Node, Table},
        secret::MASK,
        shown,
    },
    FieldChange,
};

/// Every field whose value differs. Both trees are settled and of the same application.
pub(crate) fn diff(before: &ConfigTree, after: &ConfigTree) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for section in &before.sections {
        let tables = (before.table(section.prefix), after.table(section.prefix));
        fields(
            section,
            section.prefix,
            section.fields,
            tables,
            &mut changes,
        );
    }
    changes.sort_by(|left, right| left.path.cmp(&right.path));
    changes
}

fn fields(
    section: &SectionInfo,
    path: &str,
    infos: &'static [FieldInfo],
    (before, after): (Option<&Table>, Option<&Table>),
    changes: &mut Vec<FieldChange>,
) {
    for field in infos {
        let (old, new) = (node(before, field), node(after, field));
        if field.is_nested() {
            let tables = (old.and_then(Node::as_table), new.and_then(Node::as_table));
            // A part that is there or not there is a change of its own, too.
            if !field.required && tables.0.is_some() != tables.1.is_some() {
                let whole = |table: Option<&Table>| table.map(|_| "set".to_owned());
                changes.push(FieldChange {
                    section: section.prefix,
                    path: join(path, field.name),
                    before: whole(tables.0),
                    after: whole(tables.1),
                    dynamic: false,
                });
                continue;
            }
            fields(
                section,
                &join(path, field.name),
                field.nested,
                tables,
                changes,
            );
            continue;
        }
        if text(old, field) == text(new, field) {
            continue;
        }
        changes.push(FieldChange {
            section: section.prefix,
            path: join(path, field.name),
            before: value(old, field),
            after: value(new, field),
            dynamic: field.dynamic,
        });
    }
}

fn node<'t>(table: Option<&'t Table>, field: &FieldInfo) -> Option<&'t Node> {
    table?.get(field.name).filter(|node| !node.is_null())
}

/// What the value is compared by; that of the default, where nothing is set.
fn text(node: Option<&Node>, field: &FieldInfo) -> Option<String> {
    canonical::of(node).or_else(|| {
        let value = field.default_value.and_then(|value| value());
        value.as_ref().map(canonical::of_written)
    })
}

/// The value as it may be shown.
fn value(node: Option<&Node>, field: &FieldInfo) -> Option<String> {
    if let Some(node) = node {
        return Some(if node.hidden || field.secret {
            MASK.to_owned()
        } else {
            shown::in_line(&node.shown())
        });
    }
    field.default.map(str::to_owned)
}
