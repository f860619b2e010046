//! Which events somebody wants to see.

use crate::events::EventKind;

/// Types of events: `task-failed`, or `orders.*` for all that begin so; all if there are none.
#[derive(Clone, Debug, Default)]
pub(super) struct Types(Vec<String>);

impl Types {
    pub(super) fn new(types: Vec<String>) -> Self {
        Self(types)
    }

    pub(super) fn want(&self, kind: &EventKind) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let name = kind.name();
        self.0.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == *wanted,
        })
    }
}
