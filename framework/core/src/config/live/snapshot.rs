use std::{any::Any, sync::Arc};

use arc_swap::{ArcSwap, Guard};

use super::super::ConfigTree;

/// A section, with its type erased.
pub(crate) type SectionValue = Arc<dyn Any + Send + Sync>;

/// Every section of an application at one moment, and where its values come from.
pub(crate) struct Snapshot {
    pub(crate) sections: Box<[SectionValue]>,
    pub(crate) tree: Arc<ConfigTree>,
}

/// What every [`super::Live`] of an application looks at. All sections change in one step.
#[derive(Clone)]
pub struct LiveValues(Arc<Sections>);

struct Sections {
    now: ArcSwap<Snapshot>,
    /// Which instance of its module each section is of.
    instances: Box<[Option<&'static str>]>,
}

impl LiveValues {
    /// The sections, and for each of which instance of its module it is.
    pub(crate) fn new(
        snapshot: Snapshot,
        instances: impl IntoIterator<Item = Option<&'static str>>,
    ) -> Self {
        Self(Arc::new(Sections {
            now: ArcSwap::from_pointee(snapshot),
            instances: instances.into_iter().collect(),
        }))
    }

    #[inline]
    pub(crate) fn now(&self) -> Guard<Arc<Snapshot>> {
        self.0.now.load()
    }

    pub(crate) fn replace(&self, snapshot: Snapshot) {
        self.0.now.store(Arc::new(snapshot));
    }

    pub(super) fn instance(&self, index: usize) -> Option<&'static str> {
        self.0.instances.get(index).copied().flatten()
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Snapshot {
    /// The section with this number.
    #[inline]
    pub(crate) fn section<C: Send + Sync + 'static>(&self, index: usize) -> Option<&C> {
        self.sections.get(index)?.downcast_ref()
    }

    /// The first section of this type.
    pub(crate) fn of_type<C: Send + Sync + 'static>(&self) -> Option<&C> {
        self.sections
            .iter()
            .find_map(|section| section.downcast_ref())
    }

    /// A handle of the section with this number.
    pub(crate) fn shared<C: Send + Sync + 'static>(&self, index: usize) -> Option<Arc<C>> {
        Arc::clone(self.sections.get(index)?).downcast().ok()
    }
}
