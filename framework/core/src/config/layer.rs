use std::collections::HashSet;

use super::{
    Place, Problem, codes,
    feeder::VariableNames,
    known::{Known, join},
    node::{Node, Table, Value},
    suggest::closest,
};

/// What one source gives, after a look at its keys.
#[derive(Default)]
pub(super) struct Layer {
    /// The values under keys that are known.
    pub(super) values: Table,
    pub(super) problems: Vec<Problem>,
    /// What works and should not stay.
    pub(super) warnings: Vec<Problem>,
    /// Paths that a problem was probably meant for: they are not reported as missing as well.
    pub(super) suspected: HashSet<String>,
}

impl Layer {
    /// Keeps the `values` that some section knows; the rest become problems.
    pub(super) fn checked(mut values: Table, known: &Known) -> Self {
        let mut layer = Self::default();
        layer.check(&mut values, known, known, "");
        layer.values = values;
        layer
    }

    /// Leaves of the table at `path` what some section knows.
    fn check(&mut self, values: &mut Table, known: &Known, root: &Known, path: &str) {
        self.rename(values, known, path);
        values.retain(|key, node| {
            if path.is_empty() && key == "$schema" {
                // Which schema an editor holds the file to.
                return false;
            }
            let Some(child) = known.child(key) else {
                self.push_unknown_key(key, path, node, known, root);
                return false;
            };
            if !child.is_section() {
                if let Some(elements) = child.elements() {
                    self.check_elements(&mut node.value, elements, &join(path, key));
                }
                return true;
            }
            match &mut node.value {
                // A section that is there and empty, as YAML writes it.
                Value::Null => false,
                // The field decides about what is below it.
                _ if child.field().is_some() => true,
                Value::Table(table) => {
                    self.check(table, child, root, &join(path, key));
                    true
                }
                _ => {
                    self.push_not_a_section(&join(path, key), node);
                    false
                }
            }
        });
    }

    /// Keeps of each section in a list or table what it knows; the rest become problems.
    pub(super) fn check_elements(&mut self, value: &mut Value, known: &Known, path: &str) {
        match value {
            Value::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.check_element(&mut item.value, known, &format!("{path}[{index}]"));
                }
            }
            Value::Table(entries) => {
                for (name, entry) in entries {
                    self.check_element(&mut entry.value, known, &join(path, name));
                }
            }
            _ => {}
        }
    }

    fn check_element(&mut self, value: &mut Value, known: &Known, path: &str) {
        if let Value::Table(table) = value {
            self.check(table, known, known, path);
        }
    }

    /// Replaces old names by what they are called now.
    fn rename(&mut self, values: &mut Table, known: &Known, path: &str) {
        let old: Vec<(String, &'static str)> = values
            .keys()
            .filter_map(|key| {
                let name = known.by_old_name(key)?;
                Some((key.clone(), name))
            })
            .collect();
        for (key, name) in old {
            let Some(node) = values.remove(&key) else {
                continue;
            };
            let place = node.key_place();
            let (old, new) = (join(path, &key), join(path, name));
            if values.contains_key(name) {
                self.problems.push(
                    Problem::new(
                        codes::OLD_NAME,
                        old.clone(),
                        format!("`{old}` is the old name of `{new}`, which is set as well"),
                    )
                    .place(place)
                    .help(format!("remove `{key}`")),
                );
            } else {
                self.push_old_name(&old, &new, place, format!("write `{name}`"));
                values.insert(name.to_owned(), node);
            }
        }
    }

    /// Warns about an old name.
    pub(super) fn push_old_name(&mut self, old: &str, new: &str, place: Place, help: String) {
        self.warnings.push(
            Problem::new(
                codes::OLD_NAME,
                old,
                format!("`{old}` is now called `{new}`"),
            )
            .place(place)
            .help(help),
        );
    }

    fn push_unknown_key(
        &mut self,
        key: &str,
        path: &str,
        node: &Node,
        known: &Known,
        root: &Known,
    ) {
        let whole = join(path, key);
        let kind = if path.is_empty() && node.as_table().is_some() {
            "section"
        } else {
            "key"
        };
        let mut problem = Problem::new(
            codes::UNKNOWN_KEY,
            whole.clone(),
            format!("unknown {kind} `{whole}`"),
        )
        .place(node.key_place());
        if let Some(near) = known.closest(key) {
            let near_path = join(path, near);
            problem = problem.help(format!("did you mean `{near}`?"));
            self.suspected.insert(near_path);
        } else if let Some(home) = only_home(key, root) {
            problem = problem.help(format!("`{key}` belongs under `[{home}]`"));
            self.suspected.insert(join(&home, key));
        } else {
            let is_section = node.as_table().is_some();
            let section = (!is_section && !path.is_empty()).then_some(path);
            problem = problem.help(what_there_is("remove it", section, known));
        }
        self.problems.push(problem);
    }

    fn push_not_a_section(&mut self, path: &str, node: &Node) {
        let message = format!("`{path}` is a section and cannot be a single value");
        self.suspected.insert(path.to_owned());
        let problem = Problem::new(codes::NOT_A_SECTION, path, message)
            .place(node.place.clone())
            .help(format!("write `[{path}]` and its fields below"));
        self.problems.push(problem);
    }

    /// Reports a variable with the application's prefix that fits no field.
    pub(super) fn push_unknown_variable(
        &mut self,
        name: &str,
        levels: &[&str],
        place: Place,
        names: &VariableNames,
        known: &Known,
    ) {
        let message = format!("unknown variable `{name}`");
        let mut problem = Problem::new(codes::UNKNOWN_KEY, name, message).place(place);
        if let Some(path) = nearest_field(levels, known) {
            problem = problem.help(format!("did you mean `{}`?", names.of_path(path.as_str())));
            self.suspected.insert(path);
        } else {
            let found = section_of(levels, known);
            let (section, known) = found
                .as_ref()
                .map_or((None, known), |(path, known)| (Some(path.as_str()), *known));
            problem = problem.help(what_there_is("unset it", section, known));
        }
        self.problems.push(problem);
    }
}

/// How many keys of a section a hint lists.
const LISTED: usize = 8;

/// What can be done about a key that `section` does not have, `known`: its keys, if a module of the
/// application has that section, and otherwise the module may be missing.
fn what_there_is(away: &str, section: Option<&str>, known: &Known) -> String {
    let Some(section) = section else {
        return format!("{away}, or add the module that knows it");
    };
    let keys: Vec<String> = known.keys().map(|key| format!("`{key}`")).collect();
    if keys.is_empty() {
        return away.to_owned();
    }
    match keys.split_at_checked(LISTED) {
        Some((first, rest)) if !rest.is_empty() => {
            format!(
                "`{section}` has {} and {} more",
                first.join(", "),
                rest.len()
            )
        }
        _ => format!("`{section}` has {}", keys.join(", ")),
    }
}

/// The section that all levels of a variable but the last name, and its path.
fn section_of<'k>(levels: &[&str], known: &'k Known) -> Option<(String, &'k Known)> {
    let (_, above) = levels.split_last()?;
    let mut found = (String::new(), known);
    for level in above {
        let child = found.1.child_ignoring_case(level)?;
        found = (join(&found.0, child.name), child.known);
    }
    (!above.is_empty() && found.1.is_section()).then_some(found)
}

/// The section of the only field called `key`, for a key that stands outside its section.
fn only_home(key: &str, root: &Known) -> Option<String> {
    let mut homes = root.fields().into_iter().filter_map(|(path, field)| {
        let (section, _) = path.rsplit_once('.')?;
        (field.name == key).then(|| section.to_owned())
    });
    let home = homes.next()?;
    homes.next().is_none().then_some(home)
}

/// The field that the levels of a variable were most likely meant for: the same but for `_`
/// in the place of `__`, or near at every level.
fn nearest_field(levels: &[&str], known: &Known) -> Option<String> {
    let squeezed = levels.concat().replace('_', "").to_lowercase();
    let fields = known.fields();
    let same = fields
        .iter()
        .find(|(path, _)| path.replace(['.', '_'], "") == squeezed);
    if let Some((path, _)) = same {
        return Some(path.clone());
    }
    let candidates = fields.iter().filter(|(path, _)| {
        let segments: Vec<&str> = path.split('.').collect();
        segments.len() == levels.len()
            && segments
                .iter()
                .zip(levels)
                .all(|(segment, level)| closest(level, [*segment]).is_some())
    });
    closest(
        &levels.join(".").to_lowercase(),
        candidates.map(|(path, _)| path.as_str()),
    )
    .map(str::to_owned)
}
