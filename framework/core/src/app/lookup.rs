use std::sync::Arc;

use super::Running;
use crate::private::{Application, Assembled, Has, unwired};

/// Looks services up in a running application: `running.get::<OrderService>()`.
///
/// The compiler checks that the application provides the type; at run time it is a field access.
/// `K` is inferred.
pub trait Lookup<A, K> {
    /// The service or interface `T`; of several providers the one that wins.
    fn get<T: ?Sized>(&self) -> &Arc<T>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>;
}

impl<A, K> Lookup<A, K> for Running<A>
where
    A: Application,
{
    fn get<T: ?Sized>(&self) -> &Arc<T>
    where
        A: Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        match A::slot(self.slots()) {
            Some(service) => service,
            None => unwired(),
        }
    }
}
