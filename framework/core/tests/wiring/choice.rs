//! Which provider a dependency gets: name, then priority, then registration.

use purlin::prelude::*;

pub(crate) trait Mailer: Send + Sync {
    fn name(&self) -> &'static str;
}

macro_rules! mailer {
    ($ty:ident, $name:literal) => {
        pub(crate) struct $ty;

        impl Mailer for $ty {
            fn name(&self) -> &'static str {
                $name
            }
        }
    };
}

mailer!(Smtp, "smtp");
mailer!(Queue, "queue");
mailer!(Log, "log");
mailer!(Backup, "backup");

pub(crate) struct MailModule;

#[module]
impl MailModule {
    #[provides(as = dyn Mailer, name = "smtp", priority = 5)]
    fn smtp() -> Smtp {
        Smtp
    }

    #[provides(as = dyn Mailer, name = "queue")]
    fn queue() -> Queue {
        Queue
    }

    #[provides(as = dyn Mailer, fallback, keep)]
    fn log() -> Log {
        Log
    }
}

#[provides]
pub(crate) struct Letters {
    best: Arc<dyn Mailer>,
    #[named("queue")]
    queued: Arc<dyn Mailer>,
    absent: Option<Arc<Backup>>,
}

#[module(components = [Letters])]
pub(crate) struct LetterModule;

#[app(modules = [LetterModule, MailModule], expose = [Letters])]
struct Everything;

#[tokio::test]
async fn priority_beats_registration_and_a_name_beats_both() {
    let running = Everything::builder().start().await.unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(letters.best.name(), "smtp");
    assert_eq!(letters.queued.name(), "queue");
    assert!(letters.absent.is_none());
    assert_eq!(running.get::<dyn Mailer>().name(), "smtp");
    assert_eq!(running.get::<Queue>().name(), "queue");
    running.stop().await.unwrap();
}

/// Only the fallback is left when nothing else is listed.
mod fallback {
    use super::*;

    pub(crate) struct FallbackModule;

    #[module]
    impl FallbackModule {
        #[provides(as = dyn Mailer, fallback)]
        fn log() -> Log {
            Log
        }
    }

    pub(crate) struct BackupModule;

    #[module]
    impl BackupModule {
        #[provides(as = dyn Mailer)]
        fn backup() -> Backup {
            Backup
        }
    }

    #[app(modules = [FallbackModule], expose = [dyn Mailer])]
    struct Alone;

    #[app(modules = [FallbackModule, BackupModule], expose = [dyn Mailer])]
    struct Beside;

    #[tokio::test]
    async fn a_fallback_gives_way_to_any_other_provider() {
        let alone = Alone::builder().start().await.unwrap();
        assert_eq!(alone.get::<dyn Mailer>().name(), "log");
        alone.stop().await.unwrap();
        let beside = Beside::builder().start().await.unwrap();
        assert_eq!(beside.get::<dyn Mailer>().name(), "backup");
        beside.stop().await.unwrap();
    }
}

/// Equal in name and priority: the module that is registered first.
mod registration {
    use super::*;

    pub(crate) struct First;

    #[module]
    impl First {
        #[provides(as = dyn Mailer)]
        fn smtp() -> Smtp {
            Smtp
        }
    }

    pub(crate) struct Second;

    #[module]
    impl Second {
        #[provides(as = dyn Mailer)]
        fn queue() -> Queue {
            Queue
        }
    }

    #[app(modules = [First, Second], expose = [dyn Mailer])]
    struct Forward;

    #[app(modules = [Second, First], expose = [dyn Mailer])]
    struct Backward;

    #[tokio::test]
    async fn the_module_that_is_registered_first_wins() {
        let forward = Forward::builder().start().await.unwrap();
        assert_eq!(forward.get::<dyn Mailer>().name(), "smtp");
        forward.stop().await.unwrap();
        let backward = Backward::builder().start().await.unwrap();
        assert_eq!(backward.get::<dyn Mailer>().name(), "queue");
        backward.stop().await.unwrap();
    }
}
