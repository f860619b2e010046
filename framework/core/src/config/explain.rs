//! What an operator asks a configuration: what is in force, and why.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{
    ConfigTree, Provenance, SourceState,
    node::Node,
    sample::{Chapter, Presence, Row},
    secret::MASK,
    shown,
    suggest::closest,
};

/// A field with where its value comes from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FieldOrigin {
    /// The dotted path.
    pub path: String,
    /// Where its value comes from; `None` if nothing sets it and it has no default.
    pub origin: Option<Provenance>,
    /// Whether its value is a secret.
    pub secret: bool,
}

impl ConfigTree {
    /// Every field of every section with where its value comes from, for audit. No values.
    #[must_use]
    pub fn origins(&self) -> Vec<FieldOrigin> {
        let fields = self.known.fields().into_iter();
        fields
            .map(|(path, field)| FieldOrigin {
                origin: self.provenance(&path),
                secret: field.secret || self.nearest(&path).is_some_and(Node::holds_hidden),
                path,
            })
            .collect()
    }

    /// What is in force, as a TOML file with the origin of every value as a comment. Secrets are
    /// masked.
    #[must_use]
    pub fn show(&self) -> String {
        let root = Chapter::of(&self.sections);
        let mut out = String::new();
        for source in &self.sources {
            let state = match source.state {
                SourceState::Read => "read",
                SourceState::Absent => "not there",
                SourceState::Broken => "broken",
            };
            let _ = writeln!(out, "# {} ({}): {state}", source.name, source.feeder.name());
        }
        for chapter in &root.chapters {
            self.show_chapter(chapter, &mut out);
        }
        out
    }

    fn show_chapter(&self, chapter: &Chapter, out: &mut String) {
        if !chapter.rows.is_empty() {
            let _ = writeln!(out, "\n[{}]", chapter.path);
        }
        for row in &chapter.rows {
            let origin = self.provenance(&row.path);
            let name = shown::key_in_line(row.info.name);
            let _ = match (self.value_in_line(row), origin) {
                (Some(value), Some(origin)) => writeln!(out, "{name} = {value} # {origin}"),
                _ => writeln!(out, "# {name} is not set"),
            };
        }
        for below in &chapter.chapters {
            self.show_chapter(below, out);
        }
    }

    /// What is in force, with its origins, as JSON. Secrets are masked.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let root = Chapter::of(&self.sections);
        let fields = root.all().into_iter().map(|row| {
            let origin = self.provenance(&row.path);
            let overrode = origin.iter().flat_map(Provenance::overrode);
            let overrode: Vec<String> = overrode.map(ToString::to_string).collect();
            let described = json!({
                "value": self.value(row),
                "feeder": origin.as_ref().map(|origin| origin.feeder().name()),
                "place": origin.as_ref().map(|origin| origin.place().to_string()),
                "overrode": overrode,
            });
            (row.path.clone(), described)
        });
        Json::Object(fields.collect())
    }

    /// Everything about the field at a dotted path: value, origin, where it is looked for. For a
    /// section, about every field of it. Secrets are masked.
    ///
    /// # Errors
    /// One line, with the path that was probably meant, if there is no such field.
    pub fn explain(&self, path: &str) -> Result<String, String> {
        let root = Chapter::of(&self.sections);
        let rows = root.all();
        let below = format!("{path}.");
        let found: Vec<String> = rows
            .iter()
            .filter(|row| row.path == path || row.path.starts_with(&below))
            .map(|row| self.explain_row(row))
            .collect();
        if !found.is_empty() {
            return Ok(found.join("\n"));
        }
        let near = closest(path, rows.iter().map(|row| row.path.as_str()));
        Err(match near {
            Some(near) => format!("there is no setting `{path}`: did you mean `{near}`?"),
            None => format!("there is no setting `{path}`"),
        })
    }

    fn explain_row(&self, row: &Row) -> String {
        let value = self.value_in_line(row);
        let mut out = format!(
            "{} = {}\n",
            row.path,
            value.as_deref().unwrap_or("(not set)")
        );
        for line in row.info.doc.lines() {
            let _ = writeln!(out, "  {line}");
        }
        let mut fact = |name: &str, text: &str| {
            let _ = writeln!(out, "  {:10} {text}", format!("{name}:"));
        };
        fact("type", &row.kind());
        match row.presence() {
            Presence::Required => fact("default", "none, it is required"),
            Presence::Default(value) if !row.info.secret => {
                let text = value.as_ref().map(shown::in_line);
                fact(
                    "default",
                    text.as_deref().or(row.info.default).unwrap_or("none"),
                );
            }
            Presence::Default(_) => fact("default", MASK),
            Presence::Optional => fact("default", "none, it may be left out"),
        }
        fact(
            "changes",
            if row.info.dynamic {
                "by a reload"
            } else {
                "by a restart"
            },
        );
        match self.provenance(&row.path) {
            Some(origin) => fact("from", &origin.to_string()),
            None => fact("from", "nowhere"),
        }
        for (index, place) in self.searched(&row.path).iter().enumerate() {
            fact(if index == 0 { "searched" } else { "then" }, place);
        }
        out
    }

    /// The value of a field as it may be shown.
    fn value(&self, row: &Row) -> Option<Json> {
        let section = row.path.rsplit_once('.')?.0;
        let node = self
            .table(section)
            .and_then(|table| table.get(row.info.name))
            .filter(|node| !node.is_null());
        match node {
            Some(_) if row.info.secret => Some(Json::from(MASK)),
            Some(node) => Some(node.shown()),
            None if row.info.secret && row.info.default.is_some() => Some(Json::from(MASK)),
            None => match row.presence() {
                Presence::Default(Some(value)) => Some(value),
                Presence::Default(None) => row.info.default.map(Json::from),
                Presence::Required | Presence::Optional => None,
            },
        }
    }

    fn value_in_line(&self, row: &Row) -> Option<String> {
        self.value(row).as_ref().map(shown::in_line)
    }
}
