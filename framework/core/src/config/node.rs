use std::{collections::BTreeMap, ops::Range};

use super::{Place, place::Spot};

/// One value of the configuration, with where it stands and what it overrode.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Place,
    /// Where its key stands in the file of `place`.
    pub(super) key: Option<Range<usize>>,
    /// The places of the values it replaced, highest priority first.
    pub(super) overrode: Vec<Place>,
}

/// The keys of a table or section.
pub(super) type Table = BTreeMap<String, Node>;

#[derive(Clone)]
pub(super) enum Value {
    /// Text of a variable: the type of the field decides what it is.
    Text(String),
    String(String),
    Integer(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// An integer that does not fit into 64 bits.
    Huge(String),
    Float(f64),
    Boolean(bool),
    Datetime(String),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    pub(super) fn new(value: Value, place: Place) -> Self {
        Self {
            value,
            place,
            key: None,
            overrode: Vec::new(),
        }
    }

    /// The place of the key, if the value stands in a file; else the place of the value.
    pub(super) fn key_place(&self) -> Place {
        match (&self.place.0, &self.key) {
            (Spot::File(file, _), Some(key)) => Place(Spot::File(file.clone(), key.clone())),
            _ => self.place.clone(),
        }
    }

    pub(super) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Lays `upper` over this: tables key by key, anything else is replaced.
    pub(super) fn merge(&mut self, upper: Self) {
        match (&mut self.value, upper.value) {
            (Value::Table(lower), Value::Table(upper)) => merge(lower, upper),
            (_, value) => {
                let mut overrode = vec![self.place.clone()];
                overrode.append(&mut self.overrode);
                *self = Self {
                    value,
                    overrode,
                    place: upper.place,
                    key: upper.key,
                };
            }
        }
    }
}

/// Lays the table `upper` over `lower`.
pub(super) fn merge(lower: &mut Table, upper: Table) {
    for (key, node) in upper {
        match lower.get_mut(&key) {
            Some(below) => below.merge(node),
            None => {
                lower.insert(key, node);
            }
        }
    }
}

/// Lays `node` over what stands at `path`, making the tables on the way.
pub(super) fn merge_at(root: &mut Table, path: &[String], node: Node) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let place = node.place.clone();
    let mut wrapped = Table::from([(last.clone(), node)]);
    for parent in parents.iter().rev() {
        let table = Node::new(Value::Table(wrapped), place.clone());
        wrapped = Table::from([(parent.clone(), table)]);
    }
    merge(root, wrapped);
}

impl Value {
    /// The value as a report shows it.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Text(text) | Self::String(text) => format!("string {text:?}"),
            Self::Integer(number) => format!("integer `{number}`"),
            Self::Unsigned(number) => format!("integer `{number}`"),
            Self::Huge(number) => format!("integer `{number}`"),
            Self::Float(number) => format!("float `{number}`"),
            Self::Boolean(truth) => format!("boolean `{truth}`"),
            Self::Datetime(text) => format!("date `{text}`"),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}
