//! What is wrong with a value, as a problem.

use super::{
    super::{
        FieldInfo, Problem, codes,
        de::{Fault, StrangeKey, ValueError},
        known::join,
        node::{Node, Value},
        place::Spot,
        problem::Shows,
        redact,
        rule::Refusal,
        secret::MASK,
        suggest::closest,
    },
    Reading, field_at,
};

impl Reading<'_> {
    pub(super) fn push_strange(&mut self, strange: Vec<StrangeKey>, field: &FieldInfo) {
        for key in strange {
            let path = join(&join(&self.prefix, field.name), &key.path);
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

    pub(super) fn push_invalid(
        &mut self,
        node: &Node,
        field: &FieldInfo,
        open: bool,
        error: &ValueError,
    ) {
        let (place, below) = error.place().unwrap_or((&node.place, ""));
        let root = join(&self.prefix, field.name);
        let path = match below {
            "" => root,
            index if index.starts_with('[') => format!("{root}{index}"),
            below => join(&root, below),
        };
        let hidden = !open
            || field.secret
            || node.holds_hidden()
            || matches!(error.fault(), Fault::Secret { .. });
        let problem = if hidden {
            secret_problem(path, error)
        } else {
            plain_problem(path, error, shows(Some(node)))
        };
        self.problems.push(problem.place(place.clone()));
    }

    /// A value that a rule refuses.
    pub(super) fn push_refused(&mut self, name: &str, refusal: &Refusal) {
        let path = join(&self.prefix, name);
        let (node, place, hidden) = self.stands(name);
        let found = match node {
            _ if hidden => MASK.to_owned(),
            Some(node) => node.value.describe(),
            None if matches!(place.spot, Spot::Default) => self.default_of(name),
            None => "nothing".to_owned(),
        };
        let reason = refusal.shown(hidden);
        let message = match reason
            .as_deref()
            .map(|reason| (reason, reason.strip_prefix("it ")))
        {
            Some((_, Some(rest))) => format!("`{path}` {rest}, found {found}"),
            Some((reason, None)) => format!("`{path}` is not valid: {reason}, found {found}"),
            None => format!("`{path}` is not valid, found {found}"),
        };
        let shows = if hidden { Shows::Masked } else { shows(node) };
        self.problems.push(
            Problem::new(codes::BAD_VALUE, path, message)
                .place(place)
                .shows(shows),
        );
    }

    /// A section that a rule refuses.
    pub(super) fn push_refused_section(&mut self, refusal: &Refusal) {
        let path = self.prefix.to_string();
        let message = match refusal.shown(false) {
            Some(reason) => format!("the section `{path}` is not valid: {reason}"),
            None => format!("the section `{path}` is not valid"),
        };
        let mut problem = Problem::new(codes::BAD_VALUE, path, message);
        if let Some(node) = self.node.or_else(|| self.tree.nearest(&self.prefix)) {
            problem = problem.place(node.key_place());
        }
        self.problems.push(problem);
    }

    fn default_of(&self, name: &str) -> String {
        let field = field_at(self.fields, name);
        match field.and_then(|field| field.default) {
            Some(text) => format!("the default `{text}`"),
            None => "nothing".to_owned(),
        }
    }
}

/// How a value may be shown: a password in an address is not.
fn shows(node: Option<&Node>) -> Shows {
    match node.map(|node| &node.value) {
        Some(Value::String(text) | Value::Text(text)) if redact::password(text).is_some() => {
            Shows::Masked
        }
        Some(_) => Shows::Value,
        None => Shows::Keys,
    }
}

fn plain_problem(path: String, error: &ValueError, shows: Shows) -> Problem {
    let found = error.found().unwrap_or("something else");
    match error.fault() {
        Fault::Type { expected } => {
            let message = format!("`{path}` must be {expected}, found {found}");
            Problem::new(codes::WRONG_TYPE, path, message).shows(shows)
        }
        Fault::NotInline { expected } => {
            let message = format!("`{path}` must be {expected}, written as inline TOML");
            Problem::new(codes::WRONG_TYPE, path, message)
                .help("write lists as `[\"a\", \"b\"]` and tables as `{ key = \"value\" }`")
        }
        Fault::Refused { reason } => {
            let message = format!("`{path}` is not valid: {reason}, found {found}");
            Problem::new(codes::BAD_VALUE, path, message).shows(shows)
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
            let problem = Problem::new(codes::BAD_VALUE, path, message).shows(shows);
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
