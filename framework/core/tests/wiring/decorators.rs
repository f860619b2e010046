//! What wraps what, and in which order.

use purlin::{error::Category, prelude::*};

pub(crate) trait Mailer: Send + Sync {
    fn path(&self) -> String;
}

pub(crate) struct Smtp;

impl Mailer for Smtp {
    fn path(&self) -> String {
        "smtp".to_owned()
    }
}

pub(crate) struct Queue;

impl Mailer for Queue {
    fn path(&self) -> String {
        "queue".to_owned()
    }
}

pub(crate) struct Wrapper(Arc<dyn Mailer>, String);

impl Mailer for Wrapper {
    fn path(&self) -> String {
        format!("{}({})", self.1, self.0.path())
    }
}

/// A decorator with a dependency of its own.
#[decorates(dyn Mailer, priority = 5)]
pub(crate) struct Audited {
    inner: Arc<dyn Mailer>,
    label: Arc<Label>,
}

impl Mailer for Audited {
    fn path(&self) -> String {
        format!("{}({})", self.label.0, self.inner.path())
    }
}

pub(crate) struct Label(&'static str);

pub(crate) struct MailModule;

#[module]
impl MailModule {
    #[provides(as = dyn Mailer, name = "smtp", priority = 1)]
    fn smtp() -> Smtp {
        Smtp
    }

    #[provides(as = dyn Mailer, name = "queue")]
    async fn queue() -> Queue {
        tokio::task::yield_now().await;
        Queue
    }
}

pub(crate) struct WrapModule;

#[module(components = [Audited])]
impl WrapModule {
    #[provides]
    fn label() -> Label {
        Label("audited")
    }

    #[decorates(dyn Mailer)]
    fn first(inner: Arc<dyn Mailer>) -> Wrapper {
        Wrapper(inner, "first".to_owned())
    }

    #[decorates(dyn Mailer)]
    fn second(inner: Arc<dyn Mailer>) -> Result<Wrapper, Error> {
        Ok(Wrapper(inner, "second".to_owned()))
    }

    #[decorates(dyn Mailer, name = "queue", priority = -1)]
    fn only_the_queue(inner: Arc<dyn Mailer>) -> Arc<dyn Mailer> {
        Arc::new(Wrapper(inner, "retried".to_owned()))
    }
}

#[provides]
pub(crate) struct Letters {
    #[named("smtp")]
    smtp: Arc<dyn Mailer>,
    #[named("queue")]
    queue: Arc<dyn Mailer>,
}

#[module(components = [Letters])]
pub(crate) struct LetterModule;

#[app(modules = [LetterModule, MailModule, WrapModule], expose = [Letters, Smtp])]
struct Wrapped;

#[tokio::test]
async fn decorators_wrap_by_priority_then_registration_the_first_innermost() {
    let running = Wrapped::builder().start().await.unwrap();
    let letters = running.get::<Letters>();
    assert_eq!(letters.smtp.path(), "audited(second(first(smtp)))");
    assert_eq!(
        letters.queue.path(),
        "audited(second(first(retried(queue))))"
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn the_concrete_type_behind_a_decorated_interface_is_not_wrapped() {
    let running = Wrapped::builder().start().await.unwrap();
    assert_eq!(running.get::<Smtp>().path(), "smtp");
    running.stop().await.unwrap();
}

/// Contributions and concrete types.
mod others {
    use super::*;

    pub(crate) struct Counter(u32);

    pub(crate) struct CountModule;

    #[module]
    impl CountModule {
        #[provides]
        fn counter() -> Counter {
            Counter(1)
        }

        #[decorates(Counter)]
        fn twice(inner: Arc<Counter>) -> Counter {
            Counter(inner.0 * 2)
        }

        #[contributes(dyn Mailer)]
        fn smtp() -> Smtp {
            Smtp
        }

        #[contributes(dyn Mailer)]
        fn queue() -> Queue {
            Queue
        }

        #[decorates(All<dyn Mailer>)]
        fn member(inner: Arc<dyn Mailer>) -> Wrapper {
            Wrapper(inner, "member".to_owned())
        }
    }

    #[provides]
    pub(crate) struct Asker {
        counter: Arc<Counter>,
        mailers: All<dyn Mailer>,
    }

    #[module(components = [Asker])]
    pub(crate) struct AskModule;

    #[app(modules = [AskModule, CountModule], expose = [Asker])]
    struct Others;

    #[tokio::test]
    async fn concrete_types_and_every_contribution_of_a_set_can_be_wrapped() {
        let running = Others::builder().start().await.unwrap();
        let asker = running.get::<Asker>();
        assert_eq!(asker.counter.0, 2);
        let paths: Vec<String> = asker.mailers.iter().map(|mailer| mailer.path()).collect();
        assert_eq!(paths, ["member(smtp)", "member(queue)"]);
        running.stop().await.unwrap();
    }
}

/// A decorator that fails fails the start, like the provider that it wraps.
mod failing {
    use super::*;

    pub(crate) struct FailModule;

    #[module]
    impl FailModule {
        #[decorates(dyn Mailer)]
        fn refused(inner: Arc<dyn Mailer>) -> Result<Wrapper, Error> {
            let path = inner.path();
            Err(Error::new(
                Category::Security,
                "PL9999",
                format!("no {path}"),
            ))
        }
    }

    #[app(modules = [MailModule, FailModule], expose = [dyn Mailer])]
    struct Refused;

    #[tokio::test]
    async fn a_failing_decorator_fails_the_start_with_its_own_class() {
        let error = Refused::builder().start().await.unwrap_err();
        assert_eq!(error.category(), Category::Security);
        let text = error.render();
        assert!(text.contains("[PL9999] no smtp"), "{text}");
        assert!(
            text.contains("`FailModule::refused`, which decorates it, failed"),
            "{text}"
        );
    }
}
