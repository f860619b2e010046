use purlin::events::event;
use schemars::JsonSchema;
use serde::Serialize;

/// A message of the outbox was put aside: it has failed too often.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MessageParked {
    /// Its number.
    pub id: i64,
    /// Its topic.
    pub topic: String,
    /// How often it has failed.
    pub attempts: i32,
    /// What the last failure said.
    pub reason: String,
}

event!(MessageParked as "outbox.message-parked");
