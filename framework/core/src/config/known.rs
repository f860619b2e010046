use std::collections::BTreeMap;

use super::{FieldInfo, SectionInfo, suggest::closest};

/// All keys that the sections of the application know, as a tree.
#[derive(Default)]
pub(super) struct Known {
    field: Option<&'static FieldInfo>,
    /// What each section in the list or table knows that the field is.
    elements: Option<Box<Known>>,
    children: BTreeMap<&'static str, Known>,
    /// Old names of the children.
    aliases: BTreeMap<&'static str, &'static str>,
}

/// A child that was found by a name of it.
pub(super) struct Child<'k> {
    pub(super) name: &'static str,
    pub(super) known: &'k Known,
    /// The old name, if that is how it was found.
    pub(super) old: Option<&'static str>,
}

impl Known {
    pub(super) fn of(sections: &[SectionInfo]) -> Self {
        let mut root = Self::default();
        for section in sections {
            for path in section.shared.into_iter().chain([section.prefix]) {
                let mut known = &mut root;
                for segment in path.split('.') {
                    known = known.children.entry(segment).or_default();
                }
                known.add(section.fields);
            }
        }
        root
    }

    fn add(&mut self, fields: &'static [FieldInfo]) {
        for field in fields {
            for alias in field.aliases {
                self.aliases.insert(alias, field.name);
            }
            let child = self.children.entry(field.name).or_default();
            if field.is_nested() {
                child.add(field.nested);
            } else {
                child.field = Some(field);
                child.elements = Self::of_elements(field).map(Box::new);
            }
        }
    }

    /// What each section in the list or table knows that the field is.
    pub(super) fn of_elements(field: &FieldInfo) -> Option<Self> {
        if field.elements.is_empty() {
            return None;
        }
        let mut known = Self::default();
        known.add(field.elements);
        Some(known)
    }

    pub(super) fn elements(&self) -> Option<&Self> {
        self.elements.as_deref()
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

    /// What can stand below it, in the order of the alphabet.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.children.keys().copied()
    }

    /// The child that is now called otherwise.
    pub(super) fn by_old_name(&self, key: &str) -> Option<&'static str> {
        self.aliases.get(key).copied()
    }

    pub(super) fn child_ignoring_case(&self, key: &str) -> Option<Child<'_>> {
        let lower = key.to_ascii_lowercase();
        let exact = self.children.get_key_value(lower.as_str());
        let found = exact.or_else(|| {
            let mut children = self.children.iter();
            children.find(|(name, _)| name.eq_ignore_ascii_case(key))
        });
        if let Some((name, known)) = found {
            return Some(Child {
                name,
                known,
                old: None,
            });
        }
        let (old, name) = self.aliases.get_key_value(lower.as_str())?;
        Some(Child {
            name,
            known: self.children.get(name)?,
            old: Some(old),
        })
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
        self.each_field(&mut |path, field| found.push((path.join("."), field)));
        found
    }

    /// Shows every field below this one with the keys that lead to it.
    pub(super) fn each_field(&self, see: &mut dyn FnMut(&[&'static str], &'static FieldInfo)) {
        self.walk(&mut Vec::new(), see);
    }

    fn walk(
        &self,
        path: &mut Vec<&'static str>,
        see: &mut dyn FnMut(&[&'static str], &'static FieldInfo),
    ) {
        for (name, child) in &self.children {
            path.push(name);
            if let Some(field) = child.field {
                see(path, field);
            }
            child.walk(path, see);
            path.pop();
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
