//! From variables to nodes.

pub(in crate::config) mod flat;

use std::collections::BTreeMap;

use self::flat::OtherNames;
use super::{
    super::{
        Place, Problem, codes,
        known::Known,
        layer::Layer,
        node::{Node, Table, Value, merge, merge_at},
    },
    Context,
};

/// A variable that is set.
pub(in crate::config) struct Given {
    pub(in crate::config) name: String,
    /// `None` if it is not valid Unicode.
    pub(in crate::config) value: Option<String>,
    pub(in crate::config) place: Place,
}

/// Names of variables: `STOREFRONT__ORDERS__MAX_OPEN` is `orders.max_open` of `Storefront`.
#[derive(Clone, Debug)]
pub(in crate::config) struct VariableNames {
    /// `STOREFRONT__`.
    prefix: String,
}

impl VariableNames {
    pub(in crate::config) fn of(app: &str) -> Self {
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
    pub(in crate::config) fn of_path(&self, path: &str) -> String {
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

/// The variables of the application as a layer; those that fit nothing become problems. Of
/// several names of one field the application's own wins, then the one that the field declares,
/// then flat names in their order.
pub(in crate::config) fn read(given: impl Iterator<Item = Given>, context: &Context<'_>) -> Layer {
    let others = OtherNames::of(context);
    let mut lower: [Table; OtherNames::TIERS] = Default::default();
    let mut own = Own::default();
    for given in given {
        if let Some(levels) = context.names.levels(&given.name) {
            own.take(&given, &levels, context);
            continue;
        }
        let Some(value) = &given.value else {
            continue;
        };
        for (tier, path) in others.named(&given.name) {
            let path: Vec<&str> = path.split('.').collect();
            let node = Node::new(Value::Text(value.clone()), given.place.clone());
            merge_at(&mut lower[*tier], &path, node);
        }
    }
    let mut layer = own.layer;
    let mut values = Table::new();
    for tier in lower {
        merge(&mut values, tier, None);
    }
    merge(&mut values, layer.values, None);
    layer.values = values;
    layer
}

/// What the variables give that start with the application's name.
#[derive(Default)]
struct Own {
    layer: Layer,
    /// The variable that gave a value, by the path of the value.
    given: BTreeMap<Vec<String>, String>,
}

impl Own {
    fn take(&mut self, given: &Given, levels: &[&str], context: &Context<'_>) {
        let (name, place) = (&given.name, &given.place);
        let problem = |message: String| {
            Problem::new(codes::BAD_VARIABLE, name.as_str(), message).place(place.clone())
        };
        let (path, old) = match find(context.known, levels) {
            Target::Field { path, old } => (path, old),
            Target::Section(path) => {
                let message = format!("`{name}` names the section `{path}`, not a field of it");
                let help = format!("add a field: `{name}__…`");
                self.layer.problems.push(problem(message).help(help));
                return;
            }
            Target::Unknown => {
                self.layer.push_unknown_variable(
                    name,
                    levels,
                    place.clone(),
                    context.names,
                    context.known,
                );
                return;
            }
        };
        let Some(text) = &given.value else {
            self.layer.suspected.insert(path.join("."));
            let problem = problem(format!("the value of `{name}` is not valid Unicode"));
            self.layer.problems.push(problem);
            return;
        };
        if let Some(earlier) = self.rival(&path) {
            let message = format!("`{name}` and `{earlier}` set the same value");
            let problem = problem(message).help("keep one of them");
            self.layer.problems.push(problem);
            return;
        }
        if old {
            let new = context.names.of_path(&path.join("."));
            let help = format!("set `{new}`");
            self.layer.push_old_name(name, &new, place.clone(), help);
        }
        let node = Node::new(Value::Text(text.clone()), place.clone());
        merge_at(&mut self.layer.values, &path, node);
        self.given.insert(path, name.clone());
    }

    /// The variable that already sets what is at `path`, a part of it, or what it is a part of.
    fn rival(&self, path: &[String]) -> Option<&String> {
        let above = (1..path.len()).find_map(|length| self.given.get(path.get(..length)?));
        above.or_else(|| {
            let (next, variable) = self.given.range(path.to_vec()..).next()?;
            next.starts_with(path).then_some(variable)
        })
    }
}

enum Target {
    /// A field, or something inside one.
    Field {
        path: Vec<String>,
        /// Whether an old name was used.
        old: bool,
    },
    Section(String),
    Unknown,
}

fn find(known: &Known, levels: &[&str]) -> Target {
    let mut known = known;
    let mut old = false;
    let mut path = Vec::with_capacity(levels.len());
    for level in levels {
        if let Some(child) = known.child_ignoring_case(level) {
            known = child.known;
            old |= child.old.is_some();
            path.push(child.name.to_owned());
        } else if known.field().is_some() && !level.is_empty() {
            path.push(level.to_lowercase());
        } else {
            return Target::Unknown;
        }
    }
    if known.field().is_some() {
        Target::Field { path, old }
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
