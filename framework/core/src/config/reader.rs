use serde::de::DeserializeOwned;

use super::{
    ConfigTree, FieldInfo, Problem, Problems, codes,
    de::{self, Fault, StrangeKey, ValueError},
    known::join,
    node::{Node, Table},
    problem::Shows,
    suggest::closest,
};

/// Reads the fields of one section; what is wrong with them is gathered, not returned.
///
/// Every method gives `None` if the field is wrong; read all fields before giving up, so that
/// all problems are found.
pub struct SectionReader<'t> {
    tree: &'t ConfigTree,
    prefix: &'t str,
    table: Option<&'t Table>,
    problems: &'t mut Problems,
}

impl<'t> SectionReader<'t> {
    pub(super) fn new(tree: &'t ConfigTree, prefix: &'t str, problems: &'t mut Problems) -> Self {
        Self {
            tree,
            prefix,
            table: tree.table(prefix),
            problems,
        }
    }

    /// A field that must be set.
    pub fn required<T: DeserializeOwned>(&mut self, field: &'static FieldInfo) -> Option<T> {
        let Some(node) = self.node(field) else {
            self.push_missing(field);
            return None;
        };
        self.value(node, field)
    }

    /// A field that may be left out.
    pub fn optional<T: DeserializeOwned>(
        &mut self,
        field: &'static FieldInfo,
    ) -> Option<Option<T>> {
        match self.node(field) {
            Some(node) => self.value(node, field).map(Some),
            None => Some(None),
        }
    }

    /// A field that is `default` when it is left out.
    pub fn defaulted<T: DeserializeOwned>(
        &mut self,
        field: &'static FieldInfo,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        match self.node(field) {
            Some(node) => self.value(node, field),
            None => Some(default()),
        }
    }

    fn node(&self, field: &FieldInfo) -> Option<&'t Node> {
        self.table?.get(field.name)
    }

    fn value<T: DeserializeOwned>(&mut self, node: &Node, field: &FieldInfo) -> Option<T> {
        let (result, strange) = de::read(node);
        if !strange.is_empty() {
            self.push_strange(strange, field);
            return None;
        }
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.push_invalid(node, field, &error);
                None
            }
        }
    }

    fn push_missing(&mut self, field: &FieldInfo) {
        let path = join(self.prefix, field.name);
        if self.tree.is_suspected(&path) {
            return;
        }
        let message = format!("`{path}` is required and set nowhere");
        let mut problem = Problem::new(codes::REQUIRED, path.clone(), message).help(format!(
            "set `{}` under `[{}]` in `{}`, or the variable `{}`",
            field.name,
            self.prefix,
            self.tree.file,
            self.tree.names.of_path(&path)
        ));
        if let Some(line) = field.doc.lines().next() {
            problem = problem.note(line);
        }
        self.problems.push(problem);
    }

    fn push_strange(&mut self, strange: Vec<StrangeKey>, field: &FieldInfo) {
        for key in strange {
            let path = join(&join(self.prefix, field.name), &key.path);
            let message = format!("unknown key `{path}`");
            let help = match closest(&key.name, key.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", enumerate(key.known)),
            };
            let problem = Problem::new(codes::UNKNOWN_KEY, path, message)
                .place(key.place)
                .help(help);
            self.problems.push(problem);
        }
    }

    fn push_invalid(&mut self, node: &Node, field: &FieldInfo, error: &ValueError) {
        let (place, below) = error.place().unwrap_or((&node.place, ""));
        let root = join(self.prefix, field.name);
        let path = match below {
            "" => root,
            index if index.starts_with('[') => format!("{root}{index}"),
            below => join(&root, below),
        };
        let hidden = field.secret || matches!(error.fault(), Fault::Secret { .. });
        let problem = if hidden {
            secret_problem(path, error)
        } else {
            plain_problem(path, error)
        };
        self.problems.push(problem.place(place.clone()));
    }
}

fn plain_problem(path: String, error: &ValueError) -> Problem {
    let found = error.found().unwrap_or("something else");
    match error.fault() {
        Fault::Type { expected } => {
            let message = format!("`{path}` must be {expected}, found {found}");
            Problem::new(codes::WRONG_TYPE, path, message).shows(Shows::Value)
        }
        Fault::NotInline { expected } => {
            let message = format!("`{path}` must be {expected}, written as inline TOML");
            Problem::new(codes::WRONG_TYPE, path, message)
                .help("write lists as `[\"a\", \"b\"]` and tables as `{ key = \"value\" }`")
        }
        Fault::Refused { reason } => {
            let message = format!("`{path}` is not valid: {reason}, found {found}");
            Problem::new(codes::BAD_VALUE, path, message).shows(Shows::Value)
        }
        Fault::Missing { field } => {
            let path = join(&path, field);
            let message = format!("`{path}` is required and missing");
            let help = format!("add `{field}`");
            Problem::new(codes::REQUIRED, path, message).help(help)
        }
        Fault::UnknownName { name, known } => {
            let message = format!(
                "`{path}` must be one of {}, found {found}",
                enumerate(known)
            );
            let problem = Problem::new(codes::BAD_VALUE, path, message).shows(Shows::Value);
            match closest(name, known.iter().copied()) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            }
        }
        Fault::Secret { .. } => secret_problem(path, error),
    }
}

/// Says what a secret should be, and nothing about what it is.
fn secret_problem(path: String, error: &ValueError) -> Problem {
    let expected = match error.fault() {
        Fault::Type { expected } | Fault::NotInline { expected } => Some(expected),
        Fault::Secret { expected } => expected.as_ref(),
        Fault::Refused { .. } | Fault::Missing { .. } | Fault::UnknownName { .. } => None,
    };
    let (code, message) = match expected {
        Some(expected) => (
            codes::WRONG_TYPE,
            format!("`{path}` must be {expected}, found ‹secret›"),
        ),
        None => (
            codes::BAD_VALUE,
            format!("`{path}` is not valid, found ‹secret›"),
        ),
    };
    Problem::new(code, path, message).shows(Shows::Masked)
}

/// `a`, `b` and `c`, each in backticks.
fn enumerate(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}
