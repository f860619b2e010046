//! Sections of several instances of one module: `[database.instances.orders]` over `[database]`.

use std::collections::HashSet;

use super::{
    ConfigTree, Problem, SectionInfo,
    known::{Known, join},
    node::{Node, Table, Value, merge},
};

/// Between the prefix of a section and the name of an instance.
pub(crate) const INSTANCES: &str = "instances";

pub(super) const BETWEEN: &str = ".instances.";

/// The length of the path at which the section of an instance is.
#[must_use]
pub const fn instance_length(prefix: &str, instance: &str) -> usize {
    prefix.len() + BETWEEN.len() + instance.len()
}

/// The path at which the section of an instance is, `database.instances.orders`.
#[must_use]
pub const fn instance_path<const LENGTH: usize>(prefix: &str, instance: &str) -> [u8; LENGTH] {
    let mut path = [0; LENGTH];
    let parts = [prefix.as_bytes(), BETWEEN.as_bytes(), instance.as_bytes()];
    let (mut part, mut to) = (0, 0);
    while part < parts.len() {
        let mut from = 0;
        while from < parts[part].len() {
            path[to] = parts[part][from];
            from += 1;
            to += 1;
        }
        part += 1;
    }
    path
}

/// The text of a path; it was text before.
#[must_use]
pub const fn instance_text(path: &[u8]) -> &str {
    match std::str::from_utf8(path) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// Gives every instance what all instances share, below what is set for it alone. Returns the
/// paths that were given in this way.
pub(super) fn share(
    values: &mut Table,
    sections: &[SectionInfo],
    known: &Known,
    suspected: &mut HashSet<String>,
) -> HashSet<String> {
    let mut shared = HashSet::new();
    for section in sections {
        let Some(base) = section.shared else {
            continue;
        };
        let wrong: Vec<String> = suspected
            .iter()
            .filter_map(|path| Some(join(section.prefix, below(path, base)?)))
            .collect();
        suspected.extend(wrong);
        let Some(mut table) = table_at(values, base).cloned() else {
            continue;
        };
        table.remove(INSTANCES);
        table.retain(|key, _| section.fields.iter().any(|field| field.name == key));
        let own = table_at(values, section.prefix)
            .cloned()
            .unwrap_or_default();
        gather(&table, &own, section.prefix, &mut shared);
        merge(&mut table, own, known.at(section.prefix));
        put(values, section.prefix, table);
    }
    shared
}

/// Every path below `path` that only the shared table sets.
fn gather(table: &Table, own: &Table, path: &str, shared: &mut HashSet<String>) {
    for (key, node) in table {
        let path = join(path, key);
        match (node.as_table(), own.get(key)) {
            (Some(below), Some(own)) => {
                let nothing = Table::new();
                gather(below, own.as_table().unwrap_or(&nothing), &path, shared);
            }
            (Some(below), None) => {
                gather(below, &Table::new(), &path, shared);
                shared.insert(path);
            }
            (None, None) => {
                shared.insert(path);
            }
            (None, Some(_)) => {}
        }
    }
}

fn table_at<'v>(values: &'v Table, path: &str) -> Option<&'v Table> {
    path.split('.')
        .try_fold(values, |table, key| table.get(key)?.as_table())
}

/// Puts a table where another is, or makes the way to it.
fn put(values: &mut Table, path: &str, table: Table) {
    let (key, rest) = path
        .split_once('.')
        .map_or((path, None), |(key, rest)| (key, Some(rest)));
    let Some(rest) = rest else {
        match values.get_mut(key).map(|node| &mut node.value) {
            Some(Value::Table(below)) => *below = table,
            _ => {
                let place = table.values().next().map(|node| node.place.clone());
                let node = Node::new(Value::Table(table), place.unwrap_or(super::Place::DEFAULT));
                values.insert(key.to_owned(), node);
            }
        }
        return;
    };
    if !matches!(values.get(key), Some(node) if node.as_table().is_some()) {
        let place = table.values().next().map(|node| node.place.clone());
        let node = Node::new(
            Value::Table(Table::new()),
            place.unwrap_or(super::Place::DEFAULT),
        );
        values.insert(key.to_owned(), node);
    }
    if let Some(Value::Table(below)) = values.get_mut(key).map(|node| &mut node.value) {
        put(below, rest, table);
    }
}

/// What of a path is below a prefix.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    path.strip_prefix(prefix)?.strip_prefix('.')
}

impl ConfigTree {
    /// A problem with a value that all instances share is about the place where it is shared, and
    /// is one problem, however many instances there are.
    pub(super) fn shared_problem(&self, section: &SectionInfo, mut problem: Problem) -> Problem {
        let Some(base) = section.shared else {
            return problem;
        };
        let is_shared = problem
            .path
            .match_indices('.')
            .any(|(end, _)| self.shared.contains(&problem.path[..end]))
            || self.shared.contains(&problem.path);
        if is_shared {
            let (path, base) = (format!("{}.", section.prefix), format!("{base}."));
            problem.path = problem.path.replacen(&path, &base, 1);
            problem.message = problem.message.replace(&path, &base);
        }
        problem
    }
}
