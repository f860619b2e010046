use std::{any::Any, fmt, marker::PhantomData, sync::Arc};

use super::{Scopes, failure};
use crate::{
    error::{BoxError, Error},
    lifecycle::{contained, guarded},
    private::{BoxFuture, unwired},
};

/// What is made from arguments that are known only at run time: a provider with `#[assisted]`
/// parameters or fields. Implemented by `#[provides]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `#[assisted]` arguments, so no factory makes it",
    label = "no factory makes this",
    note = "mark what is known only at run time in its provider: `#[assisted] day: u32`"
)]
pub trait Assisted {
    /// The arguments: the one there is, or a tuple of them in order.
    type Args: Send + 'static;
    /// What is made: the type itself, or an `Arc` of it if that is what its provider returns.
    type Made: Send + 'static;
}

/// Makes `T` from arguments that are known only at run time; the rest is injected.
///
/// Ask for it as a field or parameter `Factory<T>`. It is cheap to clone.
pub struct Factory<T: ?Sized> {
    /// An [`Assembly`] of `T`'s arguments, which a type that names the factory need not know.
    assembly: Arc<dyn Any + Send + Sync>,
    made: PhantomData<fn() -> Box<T>>,
}

struct Assembly<Args, Made> {
    label: &'static str,
    make: Box<Assemble<Args, Made>>,
}

type Assemble<Args, Made> = dyn Fn(Scopes, Args) -> BoxFuture<Result<Made, BoxError>> + Send + Sync;

impl<T: ?Sized + Assisted + 'static> Factory<T> {
    /// Not an interface for people.
    #[doc(hidden)]
    pub fn new(
        label: &'static str,
        make: impl Fn(Scopes, T::Args) -> BoxFuture<Result<T::Made, BoxError>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            assembly: Arc::new(Assembly::<T::Args, T::Made> {
                label,
                make: Box::new(make),
            }),
            made: PhantomData,
        }
    }

    /// A factory that calls `make`. Applications make factories themselves; tests may.
    pub fn of(make: impl Fn(T::Args) -> Result<T::Made, BoxError> + Send + Sync + 'static) -> Self {
        Self::new("a factory", move |_, arguments| {
            let outcome = make(arguments);
            Box::pin(async move { outcome })
        })
    }
}

impl<T: ?Sized> Factory<T> {
    /// Makes one, anew each time, and gives it away: nothing else holds it. Services of a scope
    /// among what is injected are those of the current context.
    ///
    /// # Errors
    /// PL1404 if the provider failed or panicked, or if something of a scope could not be had.
    pub async fn make(&self, arguments: T::Args) -> Result<T::Made, Error>
    where
        T: Assisted,
    {
        let Some(assembly) = self.assembly.downcast_ref::<Assembly<T::Args, T::Made>>() else {
            unwired()
        };
        let made = match guarded(|| Ok((assembly.make)(Scopes::current(), arguments))) {
            Ok(making) => contained(making).await.and_then(|made| made),
            Err(panicked) => Err(panicked),
        };
        made.map_err(|cause| failure::assembly_failed(assembly.label, cause))
    }
}

impl<T: ?Sized> Clone for Factory<T> {
    fn clone(&self) -> Self {
        Self {
            assembly: Arc::clone(&self.assembly),
            made: PhantomData,
        }
    }
}

impl<T: ?Sized> fmt::Debug for Factory<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Factory")
    }
}
