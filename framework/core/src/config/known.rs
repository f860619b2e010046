use std::collections::BTreeMap;

use super::{FieldInfo, SectionInfo, suggest::closest};

/// All keys that the sections of the application know, as a tree.
#[derive(Default)]
pub(super) struct Known {
    field: Option<&'static FieldInfo>,
    children: BTreeMap<&'static str, Known>,
}

impl Known {
    pub(super) fn of(sections: &[SectionInfo]) -> Self {
        let mut root = Self::default();
        for section in sections {
            let mut known = &mut root;
            for segment in section.prefix.split('.') {
                known = known.children.entry(segment).or_default();
            }
            for field in section.fields {
                known.children.entry(field.name).or_default().field = Some(field);
            }
        }
        root
    }

    /// The field itself, if a field is here.
    pub(super) const fn field(&self) -> Option<&'static FieldInfo> {
        self.field
    }

    /// Whether a section is here, or the way to one.
    pub(super) fn is_section(&self) -> bool {
        self.field.is_none() || !self.children.is_empty()
    }

    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.children.get(key)
    }

    pub(super) fn child_ignoring_case(&self, key: &str) -> Option<(&'static str, &Self)> {
        let mut children = self.children.iter();
        children
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map(|(name, child)| (*name, child))
    }

    /// The key below this one that `key` was most likely meant to be.
    pub(super) fn closest(&self, key: &str) -> Option<&'static str> {
        closest(key, self.children.keys().copied())
    }

    /// What stands at a dotted path.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, Self::child)
    }

    /// Every field below this one with its path.
    pub(super) fn fields(&self) -> Vec<(String, &'static FieldInfo)> {
        let mut found = Vec::new();
        self.gather("", &mut found);
        found
    }

    fn gather(&self, path: &str, found: &mut Vec<(String, &'static FieldInfo)>) {
        for (name, child) in &self.children {
            let path = join(path, name);
            if let Some(field) = child.field {
                found.push((path.clone(), field));
            }
            child.gather(&path, found);
        }
    }
}

/// `path.key`, or just `key` at the top.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
