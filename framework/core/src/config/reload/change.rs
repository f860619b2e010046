use std::{fmt, sync::Arc};

/// What a reload changes in one section; see `#[on_reload]`.
pub struct Change<C> {
    before: Arc<C>,
    after: Arc<C>,
    fields: Arc<[FieldChange]>,
}

impl<C> Change<C> {
    /// A change of these fields; for tests of reload hooks too.
    #[must_use]
    pub fn new(before: Arc<C>, after: Arc<C>, fields: impl Into<Arc<[FieldChange]>>) -> Self {
        Self {
            before,
            after,
            fields: fields.into(),
        }
    }

    /// The section as it was.
    #[must_use]
    pub fn before(&self) -> &Arc<C> {
        &self.before
    }

    /// The section as it is to be.
    #[must_use]
    pub fn after(&self) -> &Arc<C> {
        &self.after
    }

    /// The fields that change, in order of their paths.
    #[must_use]
    pub fn fields(&self) -> &[FieldChange] {
        &self.fields
    }

    /// Whether the field with this dotted path below the section changes, or anything in it.
    #[must_use]
    pub fn touches(&self, field: &str) -> bool {
        self.fields.iter().any(|change| {
            let below = change.field();
            below == field
                || below
                    .strip_prefix(field)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    }
}

impl<C> Clone for Change<C> {
    fn clone(&self) -> Self {
        Self {
            before: Arc::clone(&self.before),
            after: Arc::clone(&self.after),
            fields: Arc::clone(&self.fields),
        }
    }
}

/// Shows the fields, with secrets masked.
impl<C> fmt::Debug for Change<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.fields.iter()).finish()
    }
}

/// One field that differs, with both values as they may be shown.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// The prefix of its section.
    pub section: &'static str,
    /// The whole dotted path.
    pub path: String,
    /// Its value before; `‹secret›` for secrets, `None` if it was not set and has no default.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
    /// Whether it follows reloads.
    pub dynamic: bool,
}

impl FieldChange {
    /// A change, for tests of reload hooks.
    #[must_use]
    pub fn new(section: &'static str, field: &str, before: &str, after: &str) -> Self {
        Self {
            section,
            path: format!("{section}.{field}"),
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            dynamic: true,
        }
    }

    /// The path below the section.
    #[must_use]
    pub fn field(&self) -> &str {
        self.path
            .get(self.section.len() + 1..)
            .unwrap_or(&self.path)
    }

    /// The same, the other way round.
    pub(super) fn reversed(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
            ..self.clone()
        }
    }
}

/// `orders.max_open: 10 → 20`.
impl fmt::Display for FieldChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(
            formatter,
            "{}: {} → {}",
            self.path,
            shown(&self.before),
            shown(&self.after)
        )
    }
}

impl fmt::Debug for FieldChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}
