//! `#[cfg(…)]` on entries of lists: what a feature leaves out is not looked for.

use purlin::{prelude::*, registry::Registry};

pub(crate) struct Always;
pub(crate) struct Here;

#[provides(keep)]
pub(crate) struct Component {}

pub(crate) struct AlwaysModule;

#[module(components = [
    #[cfg(test)]
    Component,
    #[cfg(not(test))]
    ThereIsNoSuchComponent,
])]
impl AlwaysModule {
    #[provides(keep)]
    fn always() -> Always {
        Always
    }
}

pub(crate) struct HereModule;

#[module(imports = [#[cfg(any())] there::is::NoSuchModule, #[cfg(all())] AlwaysModule])]
impl HereModule {
    #[provides(keep)]
    fn here(_always: &Always) -> Here {
        Here
    }
}

#[app(modules = [
    #[cfg(test)]
    HereModule,
    #[cfg(not(test))]
    ThereIsNoSuchModule,
    #[cfg(any())]
    HereModule as "never",
])]
struct Conditional;

#[tokio::test]
async fn what_a_condition_leaves_out_is_not_there_and_need_not_exist() {
    let registry = Registry::of::<Conditional>();
    let names: Vec<&str> = registry
        .modules()
        .map(|module| module.name())
        .filter(|name| *name != "KernelModule")
        .collect();
    assert_eq!(names, ["AlwaysModule", "HereModule"]);
    let running = Conditional::builder().start().await.unwrap();
    let _ = (running.get::<Here>(), running.get::<Component>());
    running.stop().await.unwrap();
}
