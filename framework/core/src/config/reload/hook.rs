use std::{sync::Arc, time::Duration};

use super::{
    super::{Live, live::Snapshot},
    Change, FieldChange,
};
use crate::error::BoxError;
use crate::private::BoxFuture;

type Outcome = BoxFuture<Result<(), BoxError>>;

/// Tells a hook what changes between two snapshots.
type Tell = Box<dyn Fn(&Snapshot, &Snapshot, Arc<[FieldChange]>) -> Option<Outcome> + Send + Sync>;

/// A reload hook, bound to its services.
pub struct BoundReload {
    /// The number of the section that it follows.
    section: usize,
    tell: Tell,
}

impl BoundReload {
    /// A hook that is told of changes of the section that `live` follows.
    #[must_use]
    pub fn new<C: Send + Sync + 'static>(
        live: &Live<C>,
        run: impl Fn(Change<C>) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        let section = live.index();
        Self {
            section,
            tell: Box::new(move |before, after, fields| {
                let (before, after) = (before.shared(section)?, after.shared(section)?);
                Some(run(Change::new(before, after, fields)))
            }),
        }
    }
}

/// A hook with its name and how long it may take.
pub(crate) struct ReloadHook {
    name: String,
    limit: Duration,
    bound: BoundReload,
}

impl ReloadHook {
    pub(crate) fn new(name: String, limit: Duration, bound: BoundReload) -> Self {
        Self { name, limit, bound }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn limit(&self) -> Duration {
        self.limit
    }

    pub(super) const fn section(&self) -> usize {
        self.bound.section
    }

    pub(super) fn tell(
        &self,
        before: &Snapshot,
        after: &Snapshot,
        fields: Arc<[FieldChange]>,
    ) -> Option<Outcome> {
        (self.bound.tell)(before, after, fields)
    }
}
