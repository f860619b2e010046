use serde_json::Value as Json;

use super::{
    super::{FieldInfo, describe::Shape, feeder::VariableNames},
    placeholder,
};

/// One field that can be set.
pub(in crate::config) struct Row {
    /// The whole dotted path.
    pub(in crate::config) path: String,
    pub(in crate::config) info: &'static FieldInfo,
    pub(in crate::config) shape: Shape,
    pub(in crate::config) standing: Standing,
}

/// What a field is to the instances of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum Standing {
    /// The module has one instance, and this is its field.
    Own,
    /// All instances share what stands here; nothing has to.
    Shared,
    /// The field of one instance, which may be shared instead.
    Instance,
}

/// What happens when nothing sets the field.
pub(in crate::config) enum Presence {
    Required,
    /// It has this default; nothing if only its Rust text is known.
    Default(Option<Json>),
    Optional,
}

impl Row {
    pub(in crate::config) fn presence(&self) -> Presence {
        match self.info.default {
            _ if self.is_required() => Presence::Required,
            Some(_) => Presence::Default(self.info.default_value.and_then(|value| value())),
            None => Presence::Optional,
        }
    }

    /// What a sample shows as its value: the default, or something that loads.
    pub(super) fn value(&self) -> Json {
        match self.presence() {
            Presence::Default(Some(value)) => value,
            _ => placeholder::of(&self.shape, self.info.rules),
        }
    }

    /// Whether a sample must set it.
    pub(super) const fn is_required(&self) -> bool {
        self.info.required && !matches!(self.standing, Standing::Shared)
    }

    /// What there is to say about it, line by line.
    pub(super) fn comments(&self, names: &VariableNames) -> Vec<String> {
        let mut lines: Vec<String> = self.info.doc.lines().map(str::to_owned).collect();
        let mut facts = vec![self.kind()];
        facts.push(match self.presence() {
            Presence::Required => "required".to_owned(),
            Presence::Default(Some(_)) => "this is the default".to_owned(),
            Presence::Default(None) => format!("default `{}`", self.info.default.unwrap_or("")),
            Presence::Optional => "may be left out".to_owned(),
        });
        if self.info.dynamic {
            facts.push("follows reloads".to_owned());
        }
        if self.info.append {
            facts.push("lists of all sources are joined".to_owned());
        }
        let own = names.of_path(&self.path);
        facts.push(match self.info.env {
            Some(name) => format!("{own} or {name}"),
            None => own,
        });
        lines.push(facts.join("; "));
        lines
    }

    /// What it holds, with its rules and its unit.
    pub(in crate::config) fn kind(&self) -> String {
        let mut kind = self.shape.in_words();
        for rule in self.info.rules {
            kind = format!("{kind}, {rule}");
        }
        if let Some(unit) = self.info.unit {
            kind = format!("{kind} ({unit})");
        }
        kind
    }
}
