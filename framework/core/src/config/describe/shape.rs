/// What a value looks like in a file.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::config) enum Shape {
    Boolean,
    /// A whole number between these.
    Integer(i128, i128),
    Number,
    Text,
    Duration,
    Size,
    Url,
    Path,
    /// An address of a network, in words for people.
    Address(&'static str),
    List(Box<Shape>),
    Map(Box<Shape>),
    Table(Vec<Entry>),
    /// One of these names.
    Choice(&'static [&'static str]),
    /// One of these names, some of which hold something.
    Variant(&'static [&'static str]),
    Secret(Box<Shape>),
    /// Nothing is known about it.
    Unknown,
}

/// An entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::config) struct Entry {
    pub(in crate::config) name: &'static str,
    pub(in crate::config) shape: Shape,
}

impl Shape {
    pub(in crate::config) fn is_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }

    /// Whether nothing in it can be a secret.
    pub(in crate::config) fn is_open(&self) -> bool {
        match self {
            Self::Secret(_) | Self::Unknown | Self::Variant(_) => false,
            Self::List(item) | Self::Map(item) => item.is_open(),
            Self::Table(entries) => entries.iter().all(|entry| entry.shape.is_open()),
            _ => true,
        }
    }

    /// The shape of what is below a key.
    pub(in crate::config) fn below(&self, key: &str) -> Self {
        match self {
            Self::Map(value) => (**value).clone(),
            Self::Table(entries) => entries
                .iter()
                .find(|entry| entry.name == key)
                .map_or(Self::Unknown, |entry| entry.shape.clone()),
            Self::Secret(_) => self.clone(),
            _ => Self::Unknown,
        }
    }

    /// The shape of what is at the end of a way such as `[0].limits.daily`.
    pub(in crate::config) fn at(&self, way: &str) -> Self {
        let mut shape = self.clone();
        for step in way.split(['.', '[']).filter(|step| !step.is_empty()) {
            shape = match shape {
                Self::List(item) if step.ends_with(']') => *item,
                other => other.below(step),
            };
        }
        shape
    }

    /// What it is, in words for people.
    pub(in crate::config) fn in_words(&self) -> String {
        match self {
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Integer(low, high) => format!("integer from {low} to {high}"),
            Self::Number => "number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Duration => "duration, as in \"1m30s\"".to_owned(),
            Self::Size => "size, as in \"64MiB\"".to_owned(),
            Self::Url => "URL".to_owned(),
            Self::Path => "path".to_owned(),
            Self::Address(what) => (*what).to_owned(),
            Self::List(item) => format!("list of {}", item.in_words()),
            Self::Map(value) => format!("table of {}", value.in_words()),
            Self::Table(_) => "table".to_owned(),
            Self::Choice(names) | Self::Variant(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("one of {}", names.join(", "))
            }
            Self::Secret(inner) => format!("secret {}", inner.in_words()),
            Self::Unknown => "value".to_owned(),
        }
    }
}
