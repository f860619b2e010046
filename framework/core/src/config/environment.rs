//! From variables to nodes.

use std::{collections::BTreeMap, ffi::OsString, sync::Arc};

use super::{
    Place, Problem, codes,
    known::Known,
    layer::Layer,
    node::{Node, Value, merge_at},
    place::Spot,
};

/// Names of variables: `STOREFRONT__ORDERS__MAX_OPEN` is `orders.max_open` of `Storefront`.
#[derive(Clone, Debug)]
pub(super) struct VariableNames {
    /// `STOREFRONT__`.
    prefix: String,
}

impl VariableNames {
    pub(super) fn of(app: &str) -> Self {
        let mut prefix = String::new();
        let mut after_small = false;
        for letter in app.chars() {
            if letter.is_uppercase() && after_small {
                prefix.push('_');
            }
            after_small = letter.is_lowercase() || letter.is_ascii_digit();
            if letter.is_alphanumeric() {
                prefix.extend(letter.to_uppercase());
            } else {
                prefix.push('_');
            }
        }
        prefix.push_str("__");
        Self { prefix }
    }

    /// The variable that sets what stands at a dotted path.
    pub(super) fn of_path(&self, path: &str) -> String {
        let levels = path.replace('.', "__").to_uppercase();
        format!("{}{levels}", self.prefix)
    }

    /// The levels that a variable of the application names; `None` for any other variable.
    fn levels<'v>(&self, variable: &'v str) -> Option<Vec<&'v str>> {
        let (start, rest) = variable.split_at_checked(self.prefix.len())?;
        start
            .eq_ignore_ascii_case(&self.prefix)
            .then(|| rest.split("__").collect())
    }
}

/// What the variables of the application `app` start with: `STOREFRONT__`.
#[must_use]
pub fn variable_prefix(app: &str) -> String {
    VariableNames::of(app).prefix
}

/// The variables of the application as a layer; those that fit nothing become problems.
pub(super) fn read(
    variables: &BTreeMap<OsString, OsString>,
    names: &VariableNames,
    known: &Known,
) -> Layer {
    let mut layer = Layer::default();
    let mut given: BTreeMap<Vec<String>, Arc<str>> = BTreeMap::new();
    for (name, value) in variables {
        let name = name.to_string_lossy();
        let Some(levels) = names.levels(&name) else {
            continue;
        };
        let name: Arc<str> = Arc::from(name.as_ref());
        let place = Place(Spot::Variable(name.clone()));
        let problem = |message: String| {
            Problem::new(codes::BAD_VARIABLE, name.as_ref(), message).place(place.clone())
        };
        let path = match find(known, &levels) {
            Target::Field(path) => path,
            Target::Section(path) => {
                let message = format!("`{name}` names the section `{path}`, not a field of it");
                let help = format!("add a field: `{name}__…`");
                layer.problems.push(problem(message).help(help));
                continue;
            }
            Target::Unknown => {
                layer.push_unknown_variable(&name, &levels, place, names, known);
                continue;
            }
        };
        let Some(text) = value.to_str() else {
            layer.suspected.insert(path.join("."));
            let problem = problem(format!("the value of `{name}` is not valid Unicode"));
            layer.problems.push(problem);
            continue;
        };
        if let Some(earlier) = rival(&given, &path) {
            let message = format!("`{name}` and `{earlier}` set the same value");
            layer
                .problems
                .push(problem(message).help("keep one of them"));
            continue;
        }
        given.insert(path.clone(), name.clone());
        let node = Node::new(Value::Text(text.to_owned()), place.clone());
        merge_at(&mut layer.values, &path, node);
    }
    layer
}

/// The variable that already sets what is at `path`, a part of it, or what it is a part of.
fn rival<'g>(given: &'g BTreeMap<Vec<String>, Arc<str>>, path: &[String]) -> Option<&'g Arc<str>> {
    let above = (1..path.len()).find_map(|length| given.get(path.get(..length)?));
    above.or_else(|| {
        let (next, variable) = given.range(path.to_vec()..).next()?;
        next.starts_with(path).then_some(variable)
    })
}

enum Target {
    /// A field, or something inside one.
    Field(Vec<String>),
    Section(String),
    Unknown,
}

fn find(known: &Known, levels: &[&str]) -> Target {
    let mut known = known;
    let mut path = Vec::with_capacity(levels.len());
    for level in levels {
        if let Some((name, child)) = known.child_ignoring_case(level) {
            known = child;
            path.push(name.to_owned());
        } else if known.field().is_some() && !level.is_empty() {
            path.push(level.to_lowercase());
        } else {
            return Target::Unknown;
        }
    }
    if known.field().is_some() {
        Target::Field(path)
    } else {
        Target::Section(path.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::VariableNames;

    #[test]
    fn the_name_of_an_application_becomes_screaming_snake_case() {
        for (app, variable) in [
            ("Storefront", "STOREFRONT__A__B_C"),
            ("OrderDesk2Go", "ORDER_DESK2_GO__A__B_C"),
            ("order-desk", "ORDER_DESK__A__B_C"),
        ] {
            assert_eq!(VariableNames::of(app).of_path("a.b_c"), variable);
        }
    }
}
