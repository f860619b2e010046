use std::{
    any::{Any, TypeId},
    collections::BTreeMap,
    fmt,
    sync::Arc,
};

/// Values of any types, one of each.
#[derive(Clone, Default)]
pub(super) struct Extensions(Option<Arc<BTreeMap<TypeId, Value>>>);

type Value = Arc<dyn Any + Send + Sync>;

impl Extensions {
    pub(super) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let value = self.0.as_ref()?.get(&TypeId::of::<T>())?;
        Arc::clone(value).downcast().ok()
    }

    pub(super) fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        let mut all = self.0.as_deref().cloned().unwrap_or_default();
        all.insert(TypeId::of::<T>(), Arc::new(value));
        self.0 = Some(Arc::new(all));
    }
}

impl fmt::Debug for Extensions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.as_ref().map_or(0, |all| all.len());
        write!(formatter, "Extensions({count})")
    }
}
