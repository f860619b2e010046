use std::fmt;

use serde_json::Value;

use super::EventType;

/// A type of events that a module of this program declares.
#[derive(Clone, Copy)]
pub struct EventInfo {
    name: &'static str,
    schema: fn() -> Value,
}

impl EventInfo {
    #[doc(hidden)]
    #[must_use]
    pub const fn of<E: EventType>() -> Self {
        assert!(
            well_formed(E::NAME.as_bytes()),
            "the name of an event is words of `a-z`, `0-9` and `-`, joined by dots: `orders.placed`"
        );
        Self {
            name: E::NAME,
            schema: schema::<E>,
        }
    }

    /// Its name, such as `orders.placed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The JSON Schema of its events.
    #[must_use]
    pub fn schema(&self) -> Value {
        (self.schema)()
    }
}

impl fmt::Debug for EventInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventInfo")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

inventory::collect!(EventInfo);

fn schema<E: EventType>() -> Value {
    schemars::schema_for!(E).to_value()
}

const fn well_formed(name: &[u8]) -> bool {
    let (mut at, mut dots) = (0, 0);
    let mut begins = true;
    while at < name.len() {
        match name[at] {
            b'a'..=b'z' => begins = false,
            b'0'..=b'9' | b'-' if !begins => {}
            b'.' if !begins => {
                dots += 1;
                begins = true;
            }
            _ => return false,
        }
        at += 1;
    }
    dots > 0 && !begins
}

/// Every type of events that the modules of this program declare, by name.
#[must_use]
pub fn catalogue() -> Vec<&'static EventInfo> {
    let mut known: Vec<&EventInfo> = inventory::iter::<EventInfo>().collect();
    known.sort_by_key(|info| info.name);
    known
}

/// Declares a type of events: gives it its name, and lists it in the [`catalogue`].
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::events::event;
///
/// /// An order was placed.
/// #[derive(Debug, serde::Serialize, schemars::JsonSchema)]
/// pub struct OrderPlaced {
///     /// Its number.
///     pub order: u64,
/// }
///
/// event!(OrderPlaced as "orders.placed");
///
/// fn main() {
///     let known = purlin::events::catalogue();
///     assert_eq!(known[0].name(), "orders.placed");
///     assert_eq!(known[0].schema()["properties"]["order"]["type"], "integer");
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __event {
    ($type:ty as $name:literal) => {
        impl $crate::events::EventType for $type {
            const NAME: &'static str = $name;
        }

        $crate::__private::inventory::submit! {
            $crate::events::EventInfo::of::<$type>()
        }
    };
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn a_name_is_words_joined_by_dots() {
        for good in ["orders.placed", "a.b2.c-d"] {
            assert!(well_formed(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            "orders",
            "orders.",
            ".placed",
            "Orders.placed",
            "orders.2",
            "a..b",
            "a b.c",
        ] {
            assert!(!well_formed(bad.as_bytes()), "{bad}");
        }
    }
}
