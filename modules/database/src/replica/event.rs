use purlin::events::event;
use schemars::JsonSchema;
use serde::Serialize;

/// A replica does not answer: its reads go to the others, or to the primary, until it does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplicaAway {
    /// Where it is, without credentials.
    pub replica: String,
    /// Why, in one clause.
    pub reason: String,
}

event!(ReplicaAway as "database.replica-away");

/// A replica answers again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplicaBack {
    /// Where it is, without credentials.
    pub replica: String,
}

event!(ReplicaBack as "database.replica-back");
