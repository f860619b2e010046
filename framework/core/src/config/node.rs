use std::{collections::BTreeMap, ops::Range};

use zeroize::Zeroize;

use super::{Place, feeder::toml, known::Known, place::Spot, redact};

/// One value of the configuration, with where it stands and what it overrode.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Place,
    /// Where its key stands in the file of `place`.
    pub(super) key: Option<Range<usize>>,
    /// The places of the values it replaced, highest priority first.
    pub(super) overrode: Vec<Place>,
    /// Whether it comes from a place of secrets, so that nothing quotes it.
    pub(super) hidden: bool,
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
    /// Nothing, on purpose: `null`.
    Null,
    /// A secret that was read: only whether it changes can still be told.
    Wiped(u64),
}

impl Node {
    pub(super) fn new(value: Value, place: Place) -> Self {
        Self {
            value,
            place,
            key: None,
            overrode: Vec::new(),
            hidden: false,
        }
    }

    /// The place of the key, if the value stands in a file; else the place of the value.
    pub(super) fn key_place(&self) -> Place {
        match (&self.place.spot, &self.key) {
            (Spot::File(file, _), Some(key)) => {
                Place::new(Spot::File(file.clone(), key.clone()), self.place.priority)
            }
            _ => self.place.clone(),
        }
    }

    pub(super) fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Lays `upper` over this: tables key by key, lists of fields that append joined, anything
    /// else is replaced.
    pub(super) fn merge(&mut self, mut upper: Self, known: Option<&Known>) {
        if let (Value::Table(lower), Value::Table(upper)) = (&mut self.value, &mut upper.value) {
            merge(lower, std::mem::take(upper), known);
            return;
        }
        let mut overrode = vec![self.place.clone()];
        overrode.append(&mut self.overrode);
        let appends = known
            .and_then(Known::field)
            .is_some_and(|field| field.append);
        if appends
            && let Value::Text(text) = &upper.value
            && let Some(list @ Value::List(_)) = toml::parse_inline(text, &upper.place)
        {
            upper.value = list;
        }
        let value = match (&mut self.value, upper.value) {
            (Value::List(lower), Value::List(mut upper)) if appends => {
                let mut joined = std::mem::take(lower);
                joined.append(&mut upper);
                Value::List(joined)
            }
            (_, value) => value,
        };
        *self = Self {
            value,
            overrode,
            place: upper.place,
            key: upper.key,
            hidden: upper.hidden || appends && self.hidden,
        };
    }

    /// Whether it is nothing, on purpose: as if it were not set.
    pub(super) const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether it or anything in it comes from a place of secrets.
    pub(super) fn holds_hidden(&self) -> bool {
        self.hidden
            || match &self.value {
                Value::List(items) => items.iter().any(Self::holds_hidden),
                Value::Table(table) => table.values().any(Self::holds_hidden),
                _ => false,
            }
    }
}

/// Lays the table `upper` over `lower`.
pub(super) fn merge(lower: &mut Table, upper: Table, known: Option<&Known>) {
    for (key, node) in upper {
        match lower.get_mut(&key) {
            Some(below) => {
                let known = known.and_then(|known| known.child(&key));
                below.merge(node, known);
            }
            None => {
                lower.insert(key, node);
            }
        }
    }
}

/// Lays `node` over what stands at `path`, making the tables on the way.
pub(super) fn merge_at<P: AsRef<str>>(root: &mut Table, path: &[P], node: Node) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut table = root;
    for parent in parents {
        let parent = parent.as_ref();
        if table
            .get(parent)
            .is_none_or(|node| node.as_table().is_none())
        {
            let made = Node::new(Value::Table(Table::new()), node.place.clone());
            table.insert(parent.to_owned(), made);
        }
        let Some(Value::Table(below)) = table.get_mut(parent).map(|node| &mut node.value) else {
            return;
        };
        table = below;
    }
    match table.get_mut(last.as_ref()) {
        Some(below) => below.merge(node, None),
        None => {
            table.insert(last.as_ref().to_owned(), node);
        }
    }
}

impl Value {
    /// The value as a report shows it.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Text(text) | Self::String(text) => format!("string {:?}", redact::text(text)),
            Self::Integer(number) => format!("integer `{number}`"),
            Self::Unsigned(number) => format!("integer `{number}`"),
            Self::Huge(number) => format!("integer `{number}`"),
            Self::Float(number) => format!("float `{number}`"),
            Self::Boolean(truth) => format!("boolean `{truth}`"),
            Self::Datetime(text) => format!("date `{text}`"),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
            Self::Null => "`null`".to_owned(),
            Self::Wiped(_) => super::secret::MASK.to_owned(),
        }
    }

    /// Overwrites every text in it.
    pub(super) fn wipe(&mut self) {
        match self {
            Self::Text(text) | Self::String(text) | Self::Huge(text) | Self::Datetime(text) => {
                text.zeroize();
            }
            Self::List(items) => items.iter_mut().for_each(|node| node.value.wipe()),
            Self::Table(table) => table.values_mut().for_each(|node| node.value.wipe()),
            Self::Integer(_)
            | Self::Unsigned(_)
            | Self::Float(_)
            | Self::Boolean(_)
            | Self::Null
            | Self::Wiped(_) => {}
        }
    }
}
