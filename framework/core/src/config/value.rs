use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use zeroize::Zeroize;

use super::{
    Place, Secret, duration,
    node::{Node, Value},
};

/// A value set in code: numbers, truths, texts, durations, paths, addresses, and lists and maps
/// of them.
#[derive(Clone)]
pub struct ConfigValue(Shape);

#[derive(Clone)]
enum Shape {
    Leaf(Value),
    List(Vec<ConfigValue>),
    Table(BTreeMap<String, ConfigValue>),
}

impl ConfigValue {
    /// The value as a part of the tree, with every part of it at `place`.
    pub(super) fn into_node(self, place: &Place) -> Node {
        let value = match self.0 {
            Shape::Leaf(value) => value,
            Shape::List(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| item.into_node(place))
                    .collect(),
            ),
            Shape::Table(entries) => Value::Table(
                entries
                    .into_iter()
                    .map(|(key, entry)| (key, entry.into_node(place)))
                    .collect(),
            ),
        };
        Node::new(value, place.clone())
    }

    const fn leaf(value: Value) -> Self {
        Self(Shape::Leaf(value))
    }
}

/// Says that there is a value and never which: it may be a secret.
impl fmt::Debug for ConfigValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ConfigValue(…)")
    }
}

macro_rules! from_integers {
    ($($ty:ty),*) => {$(
        impl From<$ty> for ConfigValue {
            fn from(number: $ty) -> Self {
                Self::leaf(Value::Integer(i64::from(number)))
            }
        }
    )*};
}
from_integers!(i8, i16, i32, i64, u8, u16, u32);

impl From<u64> for ConfigValue {
    fn from(number: u64) -> Self {
        Self::leaf(i64::try_from(number).map_or(Value::Unsigned(number), Value::Integer))
    }
}

impl From<usize> for ConfigValue {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl From<f32> for ConfigValue {
    fn from(number: f32) -> Self {
        Self::leaf(Value::Float(f64::from(number)))
    }
}

impl From<f64> for ConfigValue {
    fn from(number: f64) -> Self {
        Self::leaf(Value::Float(number))
    }
}

impl From<bool> for ConfigValue {
    fn from(truth: bool) -> Self {
        Self::leaf(Value::Boolean(truth))
    }
}

impl From<String> for ConfigValue {
    fn from(text: String) -> Self {
        Self::leaf(Value::String(text))
    }
}

impl From<&str> for ConfigValue {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&Path> for ConfigValue {
    fn from(path: &Path) -> Self {
        Self::from(path.to_string_lossy().into_owned())
    }
}

impl From<PathBuf> for ConfigValue {
    fn from(path: PathBuf) -> Self {
        Self::from(path.as_path())
    }
}

impl From<Duration> for ConfigValue {
    fn from(time: Duration) -> Self {
        Self::from(duration::format(time))
    }
}

impl From<IpAddr> for ConfigValue {
    fn from(address: IpAddr) -> Self {
        Self::from(address.to_string())
    }
}

impl From<SocketAddr> for ConfigValue {
    fn from(address: SocketAddr) -> Self {
        Self::from(address.to_string())
    }
}

impl<T: Into<Self> + Clone + Zeroize> From<Secret<T>> for ConfigValue {
    fn from(secret: Secret<T>) -> Self {
        secret.into_inner().into()
    }
}

impl<T: Into<Self>> From<Vec<T>> for ConfigValue {
    fn from(items: Vec<T>) -> Self {
        Self(Shape::List(items.into_iter().map(Into::into).collect()))
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for ConfigValue {
    fn from(items: [T; N]) -> Self {
        Self(Shape::List(items.into_iter().map(Into::into).collect()))
    }
}

impl<T: Into<Self>> From<BTreeMap<String, T>> for ConfigValue {
    fn from(entries: BTreeMap<String, T>) -> Self {
        let entries = entries.into_iter();
        Self(Shape::Table(
            entries.map(|(key, entry)| (key, entry.into())).collect(),
        ))
    }
}
