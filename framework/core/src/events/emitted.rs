use std::{
    any::{Any, TypeId},
    fmt,
    sync::Arc,
};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A type of events of a module, declared with [`event!`](crate::events::event).
///
/// Events are shown in reports and sent outside: nothing secret belongs into them.
pub trait EventType: Serialize + JsonSchema + fmt::Debug + Any + Send + Sync {
    /// Its name everywhere outside of Rust, such as `orders.placed`.
    const NAME: &'static str;
}

/// Something that happened in a module, of a type of its own.
#[derive(Clone)]
pub struct Emitted {
    name: &'static str,
    payload: Arc<dyn Payload>,
}

/// What is known of an event whose type is not.
trait Payload: Any + fmt::Debug + Send + Sync {
    fn json(&self) -> Value;
}

impl<E: EventType> Payload for E {
    fn json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Emitted {
    pub(super) fn new<E: EventType>(event: E) -> Self {
        Self {
            name: E::NAME,
            payload: Arc::new(event),
        }
    }

    /// The name of its type, such as `orders.placed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The event itself, if it is of this type.
    #[must_use]
    pub fn get<E: EventType>(&self) -> Option<&E> {
        let payload: &dyn Any = &*self.payload;
        payload.downcast_ref()
    }

    /// The event as JSON; null if its type cannot be written as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.payload.json()
    }

    pub(super) fn type_id(&self) -> TypeId {
        let payload: &dyn Any = &*self.payload;
        payload.type_id()
    }
}

/// Two are equal if they are the very same event.
impl PartialEq for Emitted {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.payload, &other.payload)
    }
}

impl Eq for Emitted {}

impl fmt::Debug for Emitted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.payload.fmt(formatter)
    }
}

impl Serialize for Emitted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
