use std::{fmt, future::Future, sync::Arc};

use futures_util::FutureExt;

use super::{
    Scopes, failure,
    site::{Lifespan, Realm, Site},
    store::DropHook,
};
use crate::{
    error::{BoxError, Error},
    kernel::Kernel,
    lifecycle::{contained, guarded},
    private::{BoxFuture, unwired},
    tenant,
};

/// Makes, or finds, the service `T` of a scope; a clone of the graph's own.
///
/// It owns the services that live as long as the application, and the makers of those that do
/// not: nothing is looked up when it makes.
pub struct Maker<T: ?Sized>(Arc<dyn Recipe<T>>);

impl<T: ?Sized> Clone for Maker<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> fmt::Debug for Maker<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Maker({})", self.0.label())
    }
}

impl<T: ?Sized> Maker<T> {
    pub(super) fn label(&self) -> &'static str {
        self.0.label()
    }
}

impl<T: ?Sized + Send + Sync + 'static> Maker<T> {
    /// One that finds `service` in all scopes.
    pub(super) fn fixed(service: Arc<T>) -> Self {
        Self(Arc::new(Fixed(service)))
    }

    /// One that finds what a section of the configuration is for the current tenant.
    #[must_use]
    pub(crate) fn of_section() -> Self
    where
        T: Sized,
    {
        Self(Arc::new(Section))
    }

    /// The service in these scopes, if it has been made.
    pub(super) fn ready(&self, scopes: &Scopes) -> Option<Arc<T>> {
        self.0.ready(scopes)
    }

    /// The service in these scopes.
    ///
    /// # Errors
    /// PL1401 to PL1405 and PL1408.
    pub async fn get(&self, scopes: &Scopes) -> Result<Arc<T>, Error> {
        if let Some(made) = self.0.ready(scopes) {
            return Ok(made);
        }
        self.0.make(scopes.clone()).await
    }
}

trait Recipe<T: ?Sized>: Send + Sync {
    fn label(&self) -> &'static str;

    /// The service, if it is there.
    fn ready(&self, scopes: &Scopes) -> Option<Arc<T>>;

    /// The service, made if need be.
    fn make(&self, scopes: Scopes) -> BoxFuture<Result<Arc<T>, Error>>;
}

/// How to make a service: from what it has taken out of the graph, in the scopes of its asker.
type Make<M> = Box<dyn Fn(Scopes) -> BoxFuture<Result<M, BoxError>> + Send + Sync>;

/// A node of the graph that is not made at start. `M` is what the node has in its slots: itself
/// and its interfaces.
pub struct ScopedNode<M>(Arc<Inner<M>>);

struct Inner<M> {
    site: Site,
    make: Make<M>,
    hook: Option<fn(&M) -> DropHook>,
}

impl<M: Send + Sync + 'static> ScopedNode<M> {
    /// A node with this number, among so many that live as long.
    pub fn new(
        kernel: &Kernel,
        place: (Lifespan, usize, usize),
        label: &'static str,
        make: impl Fn(Scopes) -> BoxFuture<Result<M, BoxError>> + Send + Sync + 'static,
    ) -> Self {
        Self::in_realm(kernel.realm().clone(), place, label, make)
    }

    pub(super) fn in_realm(
        realm: Realm,
        (lifespan, index, count): (Lifespan, usize, usize),
        label: &'static str,
        make: impl Fn(Scopes) -> BoxFuture<Result<M, BoxError>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            site: Site {
                realm,
                lifespan,
                index,
                count,
                label,
            },
            make: Box::new(make),
            hook: None,
        }))
    }

    /// The same with a hook that runs before what was made is dropped.
    #[must_use]
    pub fn ending(self, hook: fn(&M) -> DropHook) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner {
                hook: Some(hook),
                ..inner
            })),
            Err(shared) => Self(shared),
        }
    }

    /// The maker of one of the types under which the node can be had.
    pub fn maker<T: ?Sized + Send + Sync + 'static>(&self, pick: fn(&M) -> &Arc<T>) -> Maker<T> {
        Maker(Arc::new(View {
            node: Arc::clone(&self.0),
            pick,
        }))
    }
}

struct View<M, T: ?Sized> {
    node: Arc<Inner<M>>,
    pick: fn(&M) -> &Arc<T>,
}

impl<M, T> Recipe<T> for View<M, T>
where
    M: Send + Sync + 'static,
    T: ?Sized + Send + Sync + 'static,
{
    fn label(&self) -> &'static str {
        self.node.site.label
    }

    fn ready(&self, scopes: &Scopes) -> Option<Arc<T>> {
        let site = &self.node.site;
        if site.lifespan == Lifespan::Each {
            return None;
        }
        let pick = self.pick;
        let store = scopes.store(site).ok()?;
        store.peek(site, |made: &M| Arc::clone(pick(made)))
    }

    fn make(&self, scopes: Scopes) -> BoxFuture<Result<Arc<T>, Error>> {
        let (node, pick) = (Arc::clone(&self.node), self.pick);
        let pick = move |made: &M| Arc::clone(pick(made));
        Box::pin(async move {
            let making = || attempt(&node, scopes.clone());
            if node.site.lifespan == Lifespan::Each {
                let made = making().await;
                return made
                    .map(|made| pick(&made))
                    .map_err(|cause| failure::making_failed(&node.site, cause));
            }
            let store = scopes.store(&node.site)?;
            store.get_or_make(&node.site, pick, making, node.hook).await
        })
    }
}

/// What is the same in all scopes.
struct Fixed<T: ?Sized>(Arc<T>);

impl<T: ?Sized + Send + Sync + 'static> Recipe<T> for Fixed<T> {
    fn label(&self) -> &'static str {
        "fixed"
    }

    fn ready(&self, _: &Scopes) -> Option<Arc<T>> {
        Some(Arc::clone(&self.0))
    }

    fn make(&self, _: Scopes) -> BoxFuture<Result<Arc<T>, Error>> {
        let service = Arc::clone(&self.0);
        Box::pin(async move { Ok(service) })
    }
}

/// A section of the configuration as it is for the current tenant.
struct Section;

impl<T: Send + Sync + 'static> Recipe<T> for Section {
    fn label(&self) -> &'static str {
        std::any::type_name::<T>()
    }

    fn ready(&self, _: &Scopes) -> Option<Arc<T>> {
        tenant::current_section()
    }

    fn make(&self, _: Scopes) -> BoxFuture<Result<Arc<T>, Error>> {
        let section = tenant::current_section();
        Box::pin(async move { section.ok_or_else(tenant::no_tenant) })
    }
}

/// Runs the user's code; its panic is an error.
fn attempt<M: Send>(
    node: &Inner<M>,
    scopes: Scopes,
) -> impl Future<Output = Result<M, BoxError>> + Send + use<M> {
    let begun = guarded(|| Ok((node.make)(scopes)));
    async move { contained(begun?).await? }
}

/// A dependency of something that is made later, or of something that is made at start and asks
/// for what is not: there already, or with its maker.
pub enum Source<T: ?Sized> {
    /// It lives at least as long.
    There(Arc<T>),
    /// It is made in the asker's scopes.
    Made(Maker<T>),
}

impl<T: ?Sized> Clone for Source<T> {
    fn clone(&self) -> Self {
        match self {
            Self::There(service) => Self::There(Arc::clone(service)),
            Self::Made(maker) => Self::Made(maker.clone()),
        }
    }
}

impl<T: ?Sized + Send + Sync + 'static> Source<T> {
    /// The service.
    ///
    /// # Errors
    /// What its maker says.
    pub async fn get(&self, scopes: &Scopes) -> Result<Arc<T>, BoxError> {
        match self {
            Self::There(service) => Ok(Arc::clone(service)),
            Self::Made(maker) => Ok(maker.get(scopes).await?),
        }
    }

    /// The service, without waiting: made from what lives as long as the application, by a
    /// function that does not wait.
    ///
    /// # Errors
    /// What its maker says.
    pub fn now(&self) -> Result<Arc<T>, BoxError> {
        match self.get(&Scopes::none()).now_or_never() {
            Some(made) => made,
            None => unwired(),
        }
    }
}

/// The service if the application has it.
///
/// # Errors
/// What its maker says.
pub async fn optional<T: ?Sized + Send + Sync + 'static>(
    source: &Option<Source<T>>,
    scopes: &Scopes,
) -> Result<Option<Arc<T>>, BoxError> {
    match source {
        Some(source) => source.get(scopes).await.map(Some),
        None => Ok(None),
    }
}
