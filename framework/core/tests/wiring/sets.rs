//! Sets and maps of contributions.

use purlin::{AllNamed, prelude::*};

pub(crate) trait Hook: Send + Sync {
    fn id(&self) -> u8;
}

pub(crate) struct Plain(u8);

impl Hook for Plain {
    fn id(&self) -> u8 {
        self.0
    }
}

/// Contributed by its own attribute and provided too: one instance.
#[provides]
#[contributes(dyn Hook, name = "shared", priority = -1)]
pub(crate) struct Shared;

impl Hook for Shared {
    fn id(&self) -> u8 {
        9
    }
}

#[provides]
pub(crate) struct Hooks {
    #[at_least(2)]
    all: All<dyn Hook>,
    by_name: AllNamed<dyn Hook>,
    shared: Arc<Shared>,
}

pub(crate) struct HookModule;

#[module(components = [Hooks, Shared])]
impl HookModule {
    #[contributes(dyn Hook, name = "first")]
    fn first() -> Plain {
        Plain(1)
    }

    #[contributes(dyn Hook, name = "second")]
    fn second() -> Plain {
        Plain(2)
    }

    #[contributes(dyn Hook, name = "urgent", priority = 10)]
    fn urgent() -> Plain {
        Plain(3)
    }
}

#[app(modules = [HookModule], expose = [Hooks])]
struct Everything;

#[tokio::test]
async fn a_set_is_ordered_by_priority_then_registration_and_a_map_by_name() {
    let running = Everything::builder().start().await.unwrap();
    let hooks = running.get::<Hooks>();
    let ids: Vec<u8> = hooks.all.iter().map(|hook| hook.id()).collect();
    assert_eq!(ids, [3, 1, 2, 9]);
    let names: Vec<_> = hooks.by_name.names().collect();
    assert_eq!(names, ["first", "second", "shared", "urgent"]);
    assert_eq!(hooks.by_name.get("urgent").map(|hook| hook.id()), Some(3));
    assert!(hooks.by_name.get("absent").is_none());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_provided_and_contributed_is_one_instance() {
    let running = Everything::builder().start().await.unwrap();
    let hooks = running.get::<Hooks>();
    let member = hooks.by_name.get("shared").unwrap();
    assert!(std::ptr::addr_eq(
        Arc::as_ptr(member),
        Arc::as_ptr(&hooks.shared)
    ));
    running.stop().await.unwrap();
}

/// Nobody contributes: an empty set is fine.
mod empty {
    use super::*;

    #[provides]
    pub(crate) struct Asker {
        hooks: All<dyn Hook>,
        named: AllNamed<dyn Hook>,
    }

    #[module(components = [Asker])]
    pub(crate) struct AskerModule;

    #[app(modules = [AskerModule], expose = [Asker])]
    struct Lonely;

    #[tokio::test]
    async fn an_empty_set_is_fine() {
        let running = Lonely::builder().start().await.unwrap();
        let asker = running.get::<Asker>();
        assert!(asker.hooks.is_empty() && asker.named.is_empty());
        running.stop().await.unwrap();
    }
}
