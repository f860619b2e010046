use std::{collections::BTreeMap, fmt, slice, sync::Arc};

/// Every contribution to a set, highest priority first and then in order of registration.
///
/// Ask for it as a field or parameter `All<dyn Trait>`; it is cheap to clone and may be empty.
pub struct All<T: ?Sized>(Arc<[Arc<T>]>);

impl<T: ?Sized> All<T> {
    /// A set of these members, in this order. Applications make it themselves; tests may.
    #[must_use]
    pub fn new(members: Vec<Arc<T>>) -> Self {
        Self(members.into())
    }

    /// The members, in order.
    pub fn iter(&self) -> slice::Iter<'_, Arc<T>> {
        self.0.iter()
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody contributed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: ?Sized> Clone for All<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Default for All<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<T: ?Sized> fmt::Debug for All<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "All({} members)", self.len())
    }
}

impl<'a, T: ?Sized> IntoIterator for &'a All<T> {
    type Item = &'a Arc<T>;
    type IntoIter = slice::Iter<'a, Arc<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Every contribution to a set, by its name.
///
/// Ask for it as a field or parameter `AllNamed<dyn Trait>`; it is cheap to clone and may be
/// empty. Two contributions with one name do not compile.
pub struct AllNamed<T: ?Sized>(Arc<BTreeMap<&'static str, Arc<T>>>);

impl<T: ?Sized> AllNamed<T> {
    /// A map of these members. Applications make it themselves; tests may.
    #[must_use]
    pub fn new(members: BTreeMap<&'static str, Arc<T>>) -> Self {
        Self(Arc::new(members))
    }

    /// The member that is contributed as `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<T>> {
        self.0.get(name)
    }

    /// Names and members, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Arc<T>)> {
        self.0.iter().map(|(name, member)| (*name, member))
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody contributed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: ?Sized> Clone for AllNamed<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Default for AllNamed<T> {
    fn default() -> Self {
        Self::new(BTreeMap::new())
    }
}

impl<T: ?Sized> fmt::Debug for AllNamed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.names()).finish()
    }
}
