use std::sync::Arc;

use super::{AppBuilder, Running};
use crate::private::{Application, Assembled, Has};

/// Looks services up in a running application: `running.get::<OrderService>()`.
///
/// The compiler checks that the application provides the type; at run time it is a field access.
/// `K` is inferred.
pub trait Lookup<A, K> {
    /// The service or interface `T`; of several providers the one that wins.
    ///
    /// # Panics
    /// If it is not there, because its optional module did not start, or because of a `when(…)`
    /// that does not hold: [`find`](Self::find) tells.
    fn get<T: ?Sized>(&self) -> &Arc<T>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>;

    /// The same; `None` if it is not there, because its optional module did not start, or because
    /// of a `when(…)` that does not hold.
    fn find<T: ?Sized>(&self) -> Option<&Arc<T>>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>;
}

// That the application can run is asked of the methods, not of the impl: an editor sees through the
// former only.
impl<A: Assembled, K> Lookup<A, K> for Running<A> {
    fn get<T: ?Sized>(&self) -> &Arc<T>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        match A::slot(self.slots()) {
            Some(service) => service,
            None => not_there(std::any::type_name::<T>()),
        }
    }

    fn find<T: ?Sized>(&self) -> Option<&Arc<T>>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        A::slot(self.slots()).as_ref()
    }
}

#[cold]
#[expect(clippy::panic, reason = "documented; `find` is the way without")]
fn not_there(ty: &str) -> ! {
    panic!(
        "`{ty}` is not there: its optional module did not start, or its `when(…)` does not hold; \
         look it up with `find`"
    )
}

/// Puts something into the place of a provider, for tests:
/// `Shop::builder().replace::<dyn Mailer>(Arc::new(FakeMailer))`.
///
/// The compiler checks that the application provides the type. Every provider of it is replaced,
/// whatever its name; decorators do not wrap the replacement. What provides it does not run, nor
/// does what is needed only for that, unless something else that runs asks for it. Services of a
/// request or tenant are replaced by their handle: `replace(Arc::new(PerTenant::of(service)))`.
/// `K` is inferred.
pub trait Replace<A, K>: Sized {
    /// The application with `service` in the place of every provider of `T`.
    #[must_use]
    fn replace<T: ?Sized + Send + Sync + 'static>(self, service: Arc<T>) -> Self
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>;
}

impl<A: Assembled, K> Replace<A, K> for AppBuilder<A> {
    fn replace<T: ?Sized + Send + Sync + 'static>(self, service: Arc<T>) -> Self
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        self.replacing(move || Box::new(Arc::clone(&service)))
    }
}
