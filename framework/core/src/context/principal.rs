use std::{collections::BTreeSet, fmt};

use serde_json::{Map, Value};

/// Who is asking: what an authenticator found out.
#[derive(Clone, PartialEq)]
pub struct Principal {
    subject: String,
    roles: BTreeSet<String>,
    claims: Map<String, Value>,
}

impl Principal {
    /// Somebody without roles; `subject` tells one from all others.
    #[must_use]
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            roles: BTreeSet::new(),
            claims: Map::new(),
        }
    }

    /// The same with these roles too.
    #[must_use]
    pub fn with_roles<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.roles.extend(roles.into_iter().map(Into::into));
        self
    }

    /// The same with what is claimed of it.
    #[must_use]
    pub fn with_claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// Who it is.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Its roles, in order.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(String::as_str)
    }

    /// Whether it has this role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.contains(role)
    }

    /// What is claimed of it under this name.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.claims.get(name)
    }

    /// All that is claimed of it.
    #[must_use]
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

/// Shows subject and roles; claims may be personal.
impl fmt::Debug for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Principal")
            .field("subject", &self.subject)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}
