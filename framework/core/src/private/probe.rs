use std::{collections::BTreeMap, marker::PhantomData, sync::Arc};

use super::Lazy;
use crate::{config::Live, error::BoxError};

/// Compares two types: `Probe::<T, U>::EQ` is true exactly if they are the same.
///
/// The inherent items of `Probe<T, T>` shadow those of [`Differs`], which every pair has. Only
/// usable where both types are concrete, which they are in an expansion of `#[app]`.
pub struct Probe<A: ?Sized, B: ?Sized>(PhantomData<A>, PhantomData<B>);

impl<T: ?Sized> Probe<T, T> {
    /// The types are the same.
    pub const EQ: bool = true;

    /// What is in the slot.
    #[must_use]
    pub fn take(slot: &Option<Arc<T>>) -> Arc<T> {
        match slot {
            Some(service) => Arc::clone(service),
            None => unwired(),
        }
    }

    /// A handle to what will be in the slot.
    #[must_use]
    pub fn later(lazy: &Lazy<T>) -> Lazy<T> {
        lazy.clone()
    }

    /// Wraps a service.
    ///
    /// # Errors
    /// What the decorator returned.
    pub fn wrap(
        service: Arc<T>,
        wrap: impl FnOnce(Arc<T>) -> Result<Arc<T>, BoxError>,
    ) -> Result<Arc<T>, BoxError> {
        wrap(service)
    }

    /// Adds what is in the slot to a map.
    pub fn join_named(
        slot: &Option<Arc<T>>,
        name: &'static str,
        map: &mut BTreeMap<&'static str, Arc<T>>,
    ) {
        map.extend(slot.iter().cloned().map(|member| (name, member)));
    }

    /// The handle that is in the slot.
    #[must_use]
    pub fn take_live(slot: &Option<Live<T>>) -> Live<T> {
        match slot {
            Some(live) => live.clone(),
            None => unwired(),
        }
    }

    /// Adds what is in the slot to a set.
    pub fn join(slot: &Option<Arc<T>>, set: &mut Vec<Arc<T>>) {
        set.extend(slot.iter().cloned());
    }
}

/// See [`Probe`].
pub trait Differs<A: ?Sized, B: ?Sized> {
    /// The types are not the same.
    const EQ: bool = false;

    /// Never called: the build has failed by then.
    #[must_use]
    fn take(_slot: &Option<Arc<B>>) -> Arc<A> {
        unwired()
    }

    /// Never called: the build has failed by then.
    #[must_use]
    fn later(_lazy: &Lazy<B>) -> Lazy<A> {
        unwired()
    }

    /// Wraps something else.
    ///
    /// # Errors
    /// Never.
    fn wrap(
        service: Arc<A>,
        _wrap: impl FnOnce(Arc<B>) -> Result<Arc<B>, BoxError>,
    ) -> Result<Arc<A>, BoxError> {
        Ok(service)
    }

    /// Not a member of the map.
    fn join_named(
        _slot: &Option<Arc<B>>,
        _name: &'static str,
        _map: &mut BTreeMap<&'static str, Arc<A>>,
    ) {
    }

    /// Never called: the build has failed by then.
    #[must_use]
    fn take_live(_slot: &Option<Live<B>>) -> Live<A> {
        unwired()
    }

    /// Not a member of the set.
    fn join(_slot: &Option<Arc<B>>, _set: &mut Vec<Arc<A>>) {}
}

impl<A: ?Sized, B: ?Sized> Differs<A, B> for Probe<A, B> {}

/// Puts what was made into its slot.
///
/// # Errors
/// What the provider returned.
pub fn put<T: ?Sized>(
    slot: &mut Option<Arc<T>>,
    made: Result<Arc<T>, BoxError>,
) -> Result<(), BoxError> {
    *slot = Some(made?);
    Ok(())
}

/// What would be reached if a graph ran that the build refused, or a service were used before
/// the order of the graph has made it.
///
/// # Panics
/// Always; the lifecycle contains it and reports a failed start.
#[expect(clippy::panic, reason = "unreachable in an application that compiled")]
pub fn unwired() -> ! {
    panic!("a service was asked for before it was made: this is a bug in Purlin")
}

#[cfg(test)]
mod tests {
    use super::{Differs as _, Probe};

    mod other {
        pub(super) struct Client;
    }

    struct Client;
    type Alias = Client;

    #[test]
    fn a_probe_tells_equal_names_of_different_types_apart_and_sees_through_aliases() {
        let (same, different) = (
            Probe::<Client, Alias>::EQ,
            Probe::<Client, other::Client>::EQ,
        );
        assert_eq!((same, different), (true, false));
    }
}
