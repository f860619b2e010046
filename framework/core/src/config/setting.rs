//! Single settings that decide what an application is made of.

use serde_json::Value as Json;

use super::{
    ConfigTree, Problem, codes,
    known::Known,
    node::{Node, Value},
    problem::Shows,
};

impl ConfigTree {
    /// The value at a dotted path as a condition is compared with it, or the default of the field;
    /// `None` if it is no single value.
    pub(crate) fn setting(&self, path: &str) -> Option<String> {
        let node = self.nearest(path).filter(|node| !node.is_null());
        let Some(node) = node else {
            let field = self.known.at(path).and_then(Known::field)?;
            return match field.default_value.and_then(|value| value())? {
                Json::String(text) => Some(text),
                Json::Bool(word) => Some(word.to_string()),
                Json::Number(number) => Some(number.to_string()),
                Json::Null | Json::Array(_) | Json::Object(_) => None,
            };
        };
        match &node.value {
            Value::Text(text) | Value::String(text) => Some(text.clone()),
            Value::Integer(number) => Some(number.to_string()),
            Value::Unsigned(number) => Some(number.to_string()),
            Value::Boolean(word) => Some(word.to_string()),
            _ => None,
        }
    }
}

impl Problem {
    /// A setting chooses between providers of `ty`, and has a value that none of them is for.
    pub(crate) fn uncovered(
        tree: &ConfigTree,
        path: &str,
        ty: &str,
        possible: &[(String, &str)],
    ) -> Self {
        let node = tree.nearest(path);
        let hidden = node.is_some_and(Node::holds_hidden);
        let value = match tree.setting(path).filter(|_| !hidden) {
            Some(value) => format!("is {value:?}"),
            None if hidden => "has a value".to_owned(),
            None => "is not set".to_owned(),
        };
        let message = format!("`{path}` {value}, and no provider of `{ty}` is for that");
        let choices: Vec<String> = possible
            .iter()
            .map(|(of, value)| {
                if of == path {
                    format!("{value:?}")
                } else {
                    format!("`{of}` = {value:?}")
                }
            })
            .collect();
        let problem = Self::new(codes::UNCOVERED, path, message)
            .help(format!("set it to one of {}", choices.join(", ")));
        match node {
            Some(node) => problem.place(node.place.clone()).shows(if hidden {
                Shows::Masked
            } else {
                Shows::Value
            }),
            None => problem,
        }
    }
}
