use std::{any::Any, collections::BTreeMap, marker::PhantomData, sync::Arc};

use super::Lazy;
use crate::{
    config::Live,
    error::BoxError,
    scope::{Factory, Maker, PerTenant},
};

/// Compares two types: `Probe::<T, U>::EQ` is true exactly if they are the same.
///
/// The inherent items of `Probe<T, T>` shadow those of [`Differs`], which every pair has. Only
/// usable where both types are concrete, which they are in an expansion of `#[app]`.
pub struct Probe<A: ?Sized, B: ?Sized>(PhantomData<A>, PhantomData<B>);

impl<T: ?Sized> Probe<T, T> {
    /// The types are the same.
    pub const EQ: bool = true;

    /// The first of two slots that is filled.
    #[must_use]
    pub fn or<'s>(first: &'s Option<Arc<T>>, second: &'s Option<Arc<T>>) -> &'s Option<Arc<T>> {
        if first.is_some() { first } else { second }
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

    /// The handle of what a section is for the current tenant.
    #[must_use]
    pub fn of_tenant(_: &Option<Live<T>>) -> PerTenant<T>
    where
        T: Send + Sync + Sized + 'static,
    {
        PerTenant::new(Maker::of_section())
    }

    /// The handle that is in the slot.
    #[must_use]
    pub fn take_live(slot: &Option<Live<T>>) -> Live<T> {
        match slot {
            Some(live) => live.clone(),
            None => unwired(),
        }
    }

    /// What makes what is asked for.
    #[must_use]
    pub fn maker(slot: &Option<Maker<T>>) -> Maker<T> {
        match slot {
            Some(maker) => maker.clone(),
            None => unwired(),
        }
    }

    /// The factory that is in the slot.
    #[must_use]
    pub fn factory(slot: &Option<Factory<T>>) -> Factory<T> {
        match slot {
            Some(factory) => factory.clone(),
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

    /// Another slot has nothing to do with it.
    #[must_use]
    fn or<'s>(first: &'s Option<Arc<A>>, _second: &'s Option<Arc<B>>) -> &'s Option<Arc<A>> {
        first
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

    /// Never called: the build has failed by then.
    #[must_use]
    fn of_tenant(_slot: &Option<Live<B>>) -> PerTenant<A> {
        unwired()
    }

    /// Never called: the build has failed by then.
    #[must_use]
    fn maker(_slot: &Option<Maker<B>>) -> Maker<A> {
        unwired()
    }

    /// Never called: the build has failed by then.
    #[must_use]
    fn factory(_slot: &Option<Factory<B>>) -> Factory<A> {
        unwired()
    }

    /// Not a member of the set.
    fn join(_slot: &Option<Arc<B>>, _set: &mut Vec<Arc<A>>) {}
}

impl<A: ?Sized, B: ?Sized> Differs<A, B> for Probe<A, B> {}

/// What is in the slot, as what is asked for: the build has found that they are the same type.
#[must_use]
pub fn take<A: ?Sized + 'static, B: ?Sized + 'static>(slot: &Option<Arc<B>>) -> Arc<A> {
    let service: Option<&dyn Any> = slot.as_ref().map(|service| service as &dyn Any);
    match service.and_then(<dyn Any>::downcast_ref::<Arc<A>>) {
        Some(service) => Arc::clone(service),
        None => unwired(),
    }
}

/// See [`Asked`](super::Asked): every type has it, and a type that implements the interface has
/// one of its own.
pub trait Lacks {
    /// The interface is not implemented.
    const IMPLEMENTS: bool = false;
}

impl<T: ?Sized> Lacks for T {}

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

/// Puts something else into a slot, if it is an `Arc` of the type.
pub fn replace<T: ?Sized + 'static>(slot: &mut Option<Arc<T>>, with: &dyn Any) -> bool {
    let with = with.downcast_ref::<Arc<T>>();
    let replaced = with.is_some();
    if let Some(with) = with {
        *slot = Some(Arc::clone(with));
    }
    replaced
}

/// The same for what somebody may ask for lazily.
pub fn replace_lazy<T: ?Sized + 'static>(
    slot: &mut Option<Arc<T>>,
    lazy: &Lazy<T>,
    with: &dyn Any,
) -> bool {
    let replaced = replace(slot, with);
    if let Some(service) = slot.as_ref().filter(|_| replaced) {
        lazy.fill(service);
    }
    replaced
}

/// See [`unwired`], where a value is wanted.
#[must_use]
pub fn missing<T>() -> T {
    unwired()
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
