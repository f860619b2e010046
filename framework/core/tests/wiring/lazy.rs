//! The one way to let two services need each other.

use purlin::{Lazy, prelude::*};

pub(crate) trait Greeter: Send + Sync {
    fn greet(&self) -> String;
}

#[provides]
pub(crate) struct Host {
    guest: Arc<Guest>,
}

impl Host {
    fn name(&self) -> String {
        format!("host of {}", Arc::strong_count(&self.guest).min(1))
    }
}

/// Needs its host, which needs it.
#[provides(as = dyn Greeter)]
pub(crate) struct Guest {
    host: Lazy<Host>,
    itself: Lazy<dyn Greeter>,
}

impl Greeter for Guest {
    fn greet(&self) -> String {
        format!("guest of {}", self.host.get().name())
    }
}

pub(crate) struct PartyModule;

#[module(components = [Host, Guest])]
impl PartyModule {
    /// Used while it is made: too early.
    #[provides]
    fn early(host: Lazy<Host>, _guest: &Guest) -> Early {
        Early(host.try_get().is_some())
    }
}

pub(crate) struct Early(bool);

#[app(modules = [PartyModule], expose = [Early, Host])]
struct Party;

#[tokio::test]
async fn a_lazy_dependency_closes_a_loop_and_is_resolved_when_it_is_used() {
    let running = Party::builder().start().await.unwrap();
    let host = running.get::<Host>();
    assert_eq!(host.guest.greet(), "guest of host of 1");
    assert_eq!(host.guest.itself.get().greet(), "guest of host of 1");
    assert!(
        !running.get::<Early>().0,
        "a lazy dependency orders nothing"
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_loop_through_a_lazy_dependency_does_not_leak() {
    let running = Party::builder().start().await.unwrap();
    let host = Arc::downgrade(running.get::<Host>());
    let later = running.get::<Host>().guest.host.clone();
    running.stop().await.unwrap();
    assert!(host.upgrade().is_none());
    assert!(later.try_get().is_none());
}
