//! References in values: `${env:NAME}`, `${file:PATH}`, and what resolvers of the application
//! add.

use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsString,
    fs,
    sync::Arc,
};

use super::{
    Problem, Problems, codes,
    known::join,
    node::{Node, Table, Value},
    problem::Shows,
};
use crate::error::BoxError;

/// Turns references of one scheme into values: `${vault:shop/key}` for the scheme `vault`.
///
/// What comes out is treated as a secret: no report and no command shows it.
pub trait SecretResolver: Send + Sync {
    /// What stands before the colon: small letters, digits, `-` and `_`.
    fn scheme(&self) -> &str;

    /// The value that the reference stands for.
    ///
    /// # Errors
    /// If there is none; the report quotes the error, so keep values out of it.
    fn resolve(&self, reference: &str) -> Result<String, BoxError>;
}

/// Who resolves what.
#[derive(Clone, Default)]
pub(super) struct Resolvers(pub(super) Vec<Arc<dyn SecretResolver>>);

/// What references can be resolved with in one reading of the configuration.
pub(super) struct Resolving<'a> {
    pub(super) resolvers: &'a Resolvers,
    /// The environment of the process.
    pub(super) variables: &'a BTreeMap<OsString, OsString>,
    /// What `.env` files add to it.
    pub(super) more_variables: &'a BTreeMap<String, String>,
}

impl Resolving<'_> {
    /// Replaces every reference in the tree; those that cannot be are problems.
    /// Gives the paths that are wrong, too.
    pub(super) fn resolve(&self, table: &mut Table, problems: &mut Problems) -> HashSet<String> {
        let before = problems.len();
        self.table(table, "", problems);
        problems.paths_from(before)
    }

    fn table(&self, table: &mut Table, path: &str, problems: &mut Problems) {
        for (key, node) in table {
            // Most values hold no reference: their path is not needed.
            if may_refer(node) {
                self.node(node, &join(path, key), problems);
            }
        }
    }

    fn node(&self, node: &mut Node, path: &str, problems: &mut Problems) {
        match &mut node.value {
            Value::Table(table) => self.table(table, path, problems),
            Value::List(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.node(item, &format!("{path}[{index}]"), problems);
                }
            }
            Value::String(text) | Value::Text(text) => match self.text(text) {
                Ok(Some((text, secret))) => {
                    node.value = Value::Text(text);
                    node.hidden |= secret;
                }
                Ok(None) => {}
                Err((reference, why)) => {
                    let message = format!("`{path}` refers to `{reference}`, {why}");
                    let problem = Problem::new(codes::UNRESOLVED, path, message)
                        .place(node.place.clone())
                        .shows(Shows::Masked)
                        .help(missing(&reference));
                    problems.push(problem);
                    // What is wrong with the unresolved text is not worth a second problem.
                    node.value = Value::Null;
                    node.hidden = true;
                }
            },
            _ => {}
        }
    }

    /// The text with its references replaced, and whether there were any; `None` if it stays.
    fn text(&self, text: &str) -> Result<Option<(String, bool)>, (String, String)> {
        let mut out = String::new();
        let mut rest = text;
        let mut secret = false;
        let mut changed = false;
        while let Some(start) = rest.find("${") {
            let (before, after) = rest.split_at(start);
            if let Some(before) = before.strip_suffix('$') {
                out.push_str(before);
                out.push_str("${");
                rest = after.get(2..).unwrap_or_default();
                changed = true;
                continue;
            }
            out.push_str(before);
            let Some((scheme, reference, length)) = split(after) else {
                out.push_str("${");
                rest = after.get(2..).unwrap_or_default();
                continue;
            };
            let whole = || after.get(..length).unwrap_or_default().to_owned();
            let value = self
                .value(scheme, reference)
                .map_err(|why| (whole(), why))?;
            out.push_str(&value);
            (secret, changed) = (true, true);
            rest = after.get(length..).unwrap_or_default();
        }
        out.push_str(rest);
        Ok(changed.then_some((out, secret)))
    }

    fn value(&self, scheme: &str, reference: &str) -> Result<String, String> {
        let resolver = self.resolvers.0.iter().rev();
        if let Some(resolver) = resolver.into_iter().find(|one| one.scheme() == scheme) {
            return resolver
                .resolve(reference)
                .map_err(|error| format!("which cannot be resolved: {error}"));
        }
        match scheme {
            "env" => self.variable(reference),
            "file" => match fs::read_to_string(reference) {
                Ok(text) => Ok(text.trim_end_matches(['\n', '\r']).to_owned()),
                Err(error) => Err(format!("which cannot be read: {error}")),
            },
            _ => Err(format!("and nothing resolves `{scheme}`")),
        }
    }

    fn variable(&self, name: &str) -> Result<String, String> {
        if let Some(value) = self.variables.get(&OsString::from(name)) {
            let text = value.to_str().map(str::to_owned);
            return text.ok_or_else(|| "which is not valid Unicode".to_owned());
        }
        let more = self.more_variables.get(name).cloned();
        more.ok_or_else(|| "which is not set".to_owned())
    }
}

/// What to do about a reference that cannot be resolved.
fn missing(reference: &str) -> String {
    let literal = "a text that is to start with `${` is written `$${`";
    match split(reference) {
        Some(("env", name, _)) => format!("set the variable `{name}`; {literal}"),
        Some(("file", path, _)) => format!("see that the file `{path}` can be read; {literal}"),
        _ => literal.to_owned(),
    }
}

fn may_refer(node: &Node) -> bool {
    match &node.value {
        Value::Table(_) | Value::List(_) => true,
        Value::String(text) | Value::Text(text) => text.contains("${"),
        _ => false,
    }
}

/// Scheme, reference and length of the `${scheme:reference}` at the start of the text.
fn split(text: &str) -> Option<(&str, &str, usize)> {
    let end = text.find('}')?;
    let (scheme, reference) = text.get(2..end)?.split_once(':')?;
    let named = scheme.starts_with(|letter: char| letter.is_ascii_lowercase())
        && scheme.chars().all(|letter| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
        });
    named.then_some((scheme, reference, end + 1))
}
