//! Fields that are lists or tables of sections.

use std::borrow::Cow;

use super::{
    super::{
        ConfigPart, FieldInfo, Problem, codes,
        feeder::toml::parse_inline,
        known::{Known, join},
        layer::Layer,
        node::{Node, Value},
        problem::Shows,
    },
    Mode, Reading, SectionReader,
};

impl SectionReader<'_> {
    /// A field that is a list of sections; empty when it is left out.
    pub fn parts<P: ConfigPart>(&mut self, field: &'static FieldInfo) -> Option<Vec<P>> {
        match &mut self.0 {
            Mode::Read(reading) => reading.parts(field),
            Mode::Describe(description) => {
                description.push_list::<P>(field);
                None
            }
        }
    }

    /// A field that is a table of sections by name; empty when it is left out.
    pub fn parts_by_name<P: ConfigPart, M: FromIterator<(String, P)>>(
        &mut self,
        field: &'static FieldInfo,
    ) -> Option<M> {
        match &mut self.0 {
            Mode::Read(reading) => reading.parts_by_name(field),
            Mode::Describe(description) => {
                description.push_table::<P>(field);
                None
            }
        }
    }
}

impl Reading<'_> {
    fn parts<P: ConfigPart>(&mut self, field: &'static FieldInfo) -> Option<Vec<P>> {
        let Some(node) = self.node(field) else {
            return Some(Vec::new());
        };
        let written;
        let items = match self.value_of(node, field)? {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => {
                written = value;
                &written
            }
        };
        let Value::List(items) = items else {
            self.push_no_sections(node, field, "a list of tables");
            return None;
        };
        let path = join(&self.prefix, field.name);
        let parts: Vec<Option<P>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.element(item, format!("{path}[{index}]")))
            .collect();
        parts.into_iter().collect()
    }

    fn parts_by_name<P: ConfigPart, M: FromIterator<(String, P)>>(
        &mut self,
        field: &'static FieldInfo,
    ) -> Option<M> {
        let Some(node) = self.node(field) else {
            return Some(M::from_iter([]));
        };
        let written;
        let entries = match self.value_of(node, field)? {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => {
                written = value;
                &written
            }
        };
        let Value::Table(entries) = entries else {
            self.push_no_sections(node, field, "a table of tables");
            return None;
        };
        let path = join(&self.prefix, field.name);
        let parts: Vec<Option<(String, P)>> = entries
            .iter()
            .map(|(name, entry)| {
                let part = self.element(entry, join(&path, name))?;
                Some((name.clone(), part))
            })
            .collect();
        parts.into_iter().collect()
    }

    /// The value; the text of a variable is read as inline TOML and held to what is known.
    fn value_of<'n>(
        &mut self,
        node: &'n Node,
        field: &'static FieldInfo,
    ) -> Option<Cow<'n, Value>> {
        let Value::Text(text) = &node.value else {
            return Some(Cow::Borrowed(&node.value));
        };
        let Some(mut value) = parse_inline(text, &node.place) else {
            self.push_no_sections(node, field, "a list or table, written as inline TOML");
            return None;
        };
        if let Some(known) = Known::of_elements(field) {
            let mut layer = Layer::default();
            let path = join(&self.prefix, field.name);
            layer.check_elements(&mut value, &known, &path);
            let wrong = !layer.problems.is_empty();
            for problem in layer.problems {
                self.problems.push(problem);
            }
            if wrong {
                return None;
            }
        }
        Some(Cow::Owned(value))
    }

    fn element<P: ConfigPart>(&mut self, item: &Node, path: String) -> Option<P> {
        let Some(table) = item.as_table() else {
            let message = format!("`{path}` must be a table, found {}", item.value.describe());
            let problem = Problem::new(codes::WRONG_TYPE, path, message)
                .place(item.place.clone())
                .shows(if item.holds_hidden() {
                    Shows::Masked
                } else {
                    Shows::Keys
                });
            self.problems.push(problem);
            return None;
        };
        P::load(&mut SectionReader(Mode::Read(Reading {
            tree: self.tree,
            prefix: Cow::Owned(path),
            fields: P::FIELDS,
            table: Some(table),
            node: Some(item),
            problems: self.problems,
        })))
    }

    fn push_no_sections(&mut self, node: &Node, field: &FieldInfo, expected: &str) {
        let path = join(&self.prefix, field.name);
        let kind = match &node.value {
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            _ => "a single value",
        };
        let message = format!("`{path}` must be {expected}, found {kind}");
        let problem = Problem::new(codes::WRONG_TYPE, path, message).place(node.place.clone());
        self.problems.push(problem);
    }
}
