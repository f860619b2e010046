use std::{fmt, marker::PhantomData, ops::Deref, sync::Arc};

use arc_swap::Guard;

use super::{
    super::{ConfigTree, Problems},
    LiveValues, Snapshot,
};
use crate::private::unwired;

/// A section of the configuration that follows reloads: ask for it as a field or parameter
/// `Live<OrdersConfig>`.
///
/// [`Live::read`] costs about as much as reading an `ArcSwap`, never waits, and gives values that
/// do not change while they are held. Cheap to clone.
pub struct Live<C: ?Sized> {
    values: LiveValues,
    index: usize,
    section: PhantomData<fn(&C)>,
}

impl<C: Send + Sync + 'static> Live<C> {
    /// The handle of the section with this number; for expansions.
    #[doc(hidden)]
    #[must_use]
    pub fn of(values: &LiveValues, index: usize) -> Self {
        Self {
            values: values.clone(),
            index,
            section: PhantomData,
        }
    }

    /// A handle of a section that nothing reloads: for tests, and for services that are used
    /// without an application.
    #[must_use]
    pub fn fixed(section: C) -> Self {
        let mut problems = Problems::new();
        let tree = super::super::ConfigLoader::new("").load(&[], &mut problems);
        Self::of(
            &LiveValues::new(
                Snapshot {
                    sections: Box::new([Arc::new(section)]),
                    tree: Arc::new(tree),
                },
                [None],
            ),
            0,
        )
    }

    /// The section as it is now. It does not change while the answer is held; hold it for one
    /// piece of work, not for long.
    #[inline]
    #[must_use]
    pub fn read(&self) -> Now<C> {
        Now {
            guard: self.values.now(),
            index: self.index,
            section: PhantomData,
        }
    }

    /// The section as it is now, to be kept.
    #[must_use]
    pub fn now(&self) -> Arc<C> {
        match self.values.now().shared(self.index) {
            Some(section) => section,
            None => unwired(),
        }
    }

    /// All sections as they are now: what is read through it is of one moment.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment {
            guard: self.values.now(),
            values: self.values.clone(),
        }
    }

    /// The instance of its module that the section is of, as the application names it:
    /// `"sessions"` with `CacheModule as "sessions"`; `None` if the module is there only once. For
    /// what instances share and must keep apart, such as names on a server.
    #[must_use]
    pub fn instance(&self) -> Option<&'static str> {
        self.values.instance(self.index)
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }
}

impl<C: ?Sized> Clone for Live<C> {
    fn clone(&self) -> Self {
        Self {
            values: self.values.clone(),
            index: self.index,
            section: PhantomData,
        }
    }
}

/// Shows no values: some of them may be secrets.
impl<C: ?Sized> fmt::Debug for Live<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Live<{}>", std::any::type_name::<C>())
    }
}

/// A section as it was when it was asked for; see [`Live::read`].
pub struct Now<C> {
    guard: Guard<Arc<Snapshot>>,
    index: usize,
    section: PhantomData<fn() -> C>,
}

impl<C: Send + Sync + 'static> Deref for Now<C> {
    type Target = C;

    #[inline]
    fn deref(&self) -> &C {
        match self.guard.section(self.index) {
            Some(section) => section,
            None => unwired(),
        }
    }
}

impl<C: fmt::Debug + Send + Sync + 'static> fmt::Debug for Now<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

/// All sections of an application at one moment; see [`Live::moment`].
pub struct Moment {
    guard: Guard<Arc<Snapshot>>,
    values: LiveValues,
}

impl Moment {
    /// The section that `live` follows, as it was at this moment. One of another application is
    /// given as it is now.
    #[must_use]
    pub fn get<C: Send + Sync + 'static>(&self, live: &Live<C>) -> Arc<C> {
        if !self.values.is(&live.values) {
            return live.now();
        }
        match self.guard.shared(live.index) {
            Some(section) => section,
            None => unwired(),
        }
    }

    /// Where the values come from.
    #[must_use]
    pub fn tree(&self) -> &ConfigTree {
        &self.guard.tree
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Moment")
    }
}
