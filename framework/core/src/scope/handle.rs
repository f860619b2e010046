use std::{any::Any, fmt, sync::Arc};

use super::{Maker, Scopes};
use crate::error::Error;

/// A service of the current tenant: `#[provides(scope = tenant)]`, resolved when it is used.
///
/// Ask for it as a field or parameter `PerTenant<T>` where the service itself would live too
/// long; `T` may be an interface. It is cheap to clone.
pub struct PerTenant<T: ?Sized>(Maker<T>);

/// A service of the current request: `#[provides(scope = request)]`, resolved when it is used.
///
/// Ask for it as a field or parameter `PerRequest<T>` where the service itself would live too
/// long; `T` may be an interface. It is cheap to clone.
pub struct PerRequest<T: ?Sized>(Maker<T>);

macro_rules! handle {
    ($name:ident, $what:literal) => {
        impl<T: ?Sized + Send + Sync + 'static> $name<T> {
            /// Not an interface for people.
            #[doc(hidden)]
            #[must_use]
            pub fn new(maker: Maker<T>) -> Self {
                Self(maker)
            }

            /// Not an interface for people: puts another handle into the place of one.
            #[doc(hidden)]
            pub fn replace(
                slot: &mut Option<Maker<T>>,
                handle: &mut Option<Arc<Self>>,
                with: &dyn Any,
            ) -> bool {
                let Some(with) = with.downcast_ref::<Arc<Self>>() else {
                    return false;
                };
                *slot = Some(with.0.clone());
                *handle = Some(Arc::clone(with));
                true
            }

            #[doc = concat!("A handle that finds `service` whatever ", $what, " is current.")]
            /// Applications make handles themselves; tests may.
            #[must_use]
            pub fn of(service: Arc<T>) -> Self {
                Self(Maker::fixed(service))
            }

            #[doc = concat!("The service of the current ", $what, ".")]
            /// It is made when it is first asked for, once, however many ask at the same time;
            /// a failure is not kept, so that who asks next tries again.
            ///
            /// # Errors
            #[doc = concat!("PL1401 or PL1402 if no ", $what, " is current, PL1403 if it has ended,")]
            /// PL1404 if the service could not be made, PL1405 if it belongs to another
            /// application, PL1408 if the service asks for itself while it is made.
            pub async fn get(&self) -> Result<Arc<T>, Error> {
                // What has been made is found without waiting, without a lock that waits, and
                // without allocating.
                match Scopes::with_current(|scopes| self.0.ready(scopes)).flatten() {
                    Some(made) => Ok(made),
                    None => self.0.get(&Scopes::current()).await,
                }
            }
        }

        impl<T: ?Sized> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<T: ?Sized> fmt::Debug for $name<T> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0.label())
            }
        }
    };
}

handle!(PerTenant, "tenant");
handle!(PerRequest, "request");
