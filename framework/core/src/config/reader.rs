mod parts;
mod refuse;

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::{
    ConfigPart, ConfigTree, FieldInfo, Place, Problem, Problems, codes, de,
    describe::Description,
    known::join,
    node::{Node, Table},
    rule::{Findings, Refusal},
};

/// Reads the fields of one section; what is wrong with them is gathered, not returned.
///
/// Every method gives `None` if the field is wrong; read all fields before giving up, so that
/// all problems are found.
pub struct SectionReader<'t>(Mode<'t>);

/// What a reader is for.
enum Mode<'t> {
    Read(Reading<'t>),
    /// Nothing is read: the types of the fields are gathered.
    Describe(&'t mut Description),
}

/// The section that is read.
struct Reading<'t> {
    tree: &'t ConfigTree,
    prefix: Cow<'t, str>,
    fields: &'static [FieldInfo],
    table: Option<&'t Table>,
    /// The section itself, where it is in a list.
    node: Option<&'t Node>,
    problems: &'t mut Problems,
}

impl<'t> SectionReader<'t> {
    pub(super) fn new(
        tree: &'t ConfigTree,
        prefix: &'t str,
        fields: &'static [FieldInfo],
        problems: &'t mut Problems,
    ) -> Self {
        Self(Mode::Read(Reading {
            tree,
            prefix: Cow::Borrowed(prefix),
            fields,
            table: tree.table(prefix),
            node: None,
            problems,
        }))
    }

    pub(super) fn describing(description: &'t mut Description) -> Self {
        Self(Mode::Describe(description))
    }

    /// A field that must be set.
    pub fn required<T: DeserializeOwned>(&mut self, field: &'static FieldInfo) -> Option<T> {
        let reading = self.reading::<T>(field)?;
        let Some(node) = reading.node(field) else {
            reading.push_missing(field);
            return None;
        };
        reading.value(node, field)
    }

    /// A field that may be left out.
    pub fn optional<T: DeserializeOwned>(
        &mut self,
        field: &'static FieldInfo,
    ) -> Option<Option<T>> {
        let reading = self.reading::<T>(field)?;
        match reading.node(field) {
            Some(node) => reading.value(node, field).map(Some),
            None => Some(None),
        }
    }

    /// A field that is `default` when it is left out.
    pub fn defaulted<T: DeserializeOwned>(
        &mut self,
        field: &'static FieldInfo,
        default: impl FnOnce() -> T,
    ) -> Option<T> {
        let reading = self.reading::<T>(field)?;
        match reading.node(field) {
            Some(node) => reading.value(node, field),
            None => Some(default()),
        }
    }

    /// A field that is a section of its own.
    pub fn part<P: ConfigPart>(&mut self, field: &'static FieldInfo) -> Option<P> {
        match &mut self.0 {
            Mode::Read(reading) => reading.part(field),
            Mode::Describe(description) => {
                description.push_part::<P>(field);
                None
            }
        }
    }

    /// A field that is a section of its own, if anything in it is set.
    pub fn part_if_set<P: ConfigPart>(&mut self, field: &'static FieldInfo) -> Option<Option<P>> {
        match &mut self.0 {
            Mode::Read(reading) if reading.node(field).is_none() => Some(None),
            Mode::Read(reading) => reading.part(field).map(Some),
            Mode::Describe(description) => {
                description.push_part::<P>(field);
                None
            }
        }
    }

    /// Holds a value that was read to a rule of [`super::rule`]. A value that is wrong already
    /// stays wrong.
    pub fn checked<T>(
        &mut self,
        field: &'static FieldInfo,
        value: Option<T>,
        check: impl FnOnce(&T) -> Result<(), Refusal>,
    ) -> Option<T> {
        let value = value?;
        match (check(&value), &mut self.0) {
            (Err(refusal), Mode::Read(reading)) => {
                reading.push_refused(field.name, &refusal);
                None
            }
            _ => Some(value),
        }
    }

    /// Lets a function look at the section as a whole.
    pub fn whole<T>(&mut self, section: &T, check: impl FnOnce(&T, &mut Findings)) -> Option<()> {
        let Mode::Read(reading) = &mut self.0 else {
            return None;
        };
        let mut findings = Findings::default();
        check(section, &mut findings);
        if findings.is_empty() {
            return Some(());
        }
        for (field, refusal) in findings.into_vec() {
            match field {
                Some(field) => reading.push_refused(field, &refusal),
                None => reading.push_refused_section(&refusal),
            }
        }
        None
    }

    /// The section that is read; where none is, the type of the field is noted.
    fn reading<T: DeserializeOwned>(
        &mut self,
        field: &'static FieldInfo,
    ) -> Option<&mut Reading<'t>> {
        match &mut self.0 {
            Mode::Read(reading) => Some(reading),
            Mode::Describe(description) => {
                description.push::<T>(field);
                None
            }
        }
    }
}

impl<'t> Reading<'t> {
    fn node(&self, field: &FieldInfo) -> Option<&'t Node> {
        self.table?.get(field.name).filter(|node| !node.is_null())
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
                let way = error.place().map_or("", |(_, way)| way);
                let open = Description::may_quote::<T>(way);
                self.push_invalid(node, field, open, &error);
                None
            }
        }
    }

    fn part<P: ConfigPart>(&mut self, field: &FieldInfo) -> Option<P> {
        P::load(&mut SectionReader(Mode::Read(Reading {
            tree: self.tree,
            prefix: Cow::Owned(join(&self.prefix, field.name)),
            fields: P::FIELDS,
            table: self.node(field).and_then(Node::as_table),
            node: None,
            problems: self.problems,
        })))
    }

    /// What stands at a name below the section, dotted perhaps, or the value that it is in.
    fn below(&self, name: &str) -> Option<&'t Node> {
        let mut table = self.table?;
        let mut segments = name.split('.');
        loop {
            let node = table.get(segments.next()?)?;
            match node.as_table() {
                Some(below) if segments.clone().next().is_some() => table = below,
                _ => return Some(node),
            }
        }
    }

    fn push_missing(&mut self, field: &FieldInfo) {
        let path = join(&self.prefix, field.name);
        if self.tree.is_suspected(&path) {
            return;
        }
        if let Some(node) = self.node {
            let message = format!("`{path}` is required and missing");
            let problem = Problem::new(codes::REQUIRED, path, message)
                .place(node.key_place())
                .help(format!("add `{}`", field.name));
            self.problems.push(problem);
            return;
        }
        let message = format!("`{path}` is required and set nowhere");
        let mut problem = Problem::new(codes::REQUIRED, path.clone(), message).help(format!(
            "set `{}` under `[{}]` in `{}`, or the variable `{}`",
            field.name,
            self.prefix,
            self.tree.file,
            field
                .env
                .map_or_else(|| self.tree.names.of_path(&path), str::to_owned)
        ));
        if let Some(line) = field.doc.lines().next() {
            problem = problem.note(line);
        }
        self.problems.push(problem);
    }

    /// The node of a field by its name, with where it stands and whether nothing may quote it.
    fn stands(&self, name: &str) -> (Option<&'t Node>, Place, bool) {
        let node = self.below(name);
        let secret = field_at(self.fields, name).is_some_and(|field| field.secret);
        let place = node.map_or(Place::DEFAULT, |node| node.place.clone());
        let hidden = secret || node.is_some_and(Node::holds_hidden);
        (node, place, hidden)
    }
}

/// The field at a name below a section, dotted perhaps, or the one that it is a part of.
fn field_at(fields: &'static [FieldInfo], name: &str) -> Option<&'static FieldInfo> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let field = fields.iter().find(|field| field.name == first)?;
    if rest.is_empty() || !field.is_nested() {
        return Some(field);
    }
    field_at(field.nested, rest)
}
