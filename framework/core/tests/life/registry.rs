use purlin::{
    prelude::*,
    registry::{EdgeKind, Facts, OfferKind, Registry, Role, Scope},
};

use crate::chain::Chain;

trait Greeting: Send + Sync {
    fn text(&self) -> &'static str;
}

/// Says hello.
#[provides(as = dyn Greeting, name = "hello")]
struct Hello;

impl Greeting for Hello {
    fn text(&self) -> &'static str {
        "hello"
    }
}

#[contributes(dyn Greeting, priority = 5)]
struct Moin;

impl Facts for Moin {
    fn facts() -> &'static (dyn std::any::Any + Send + Sync) {
        &"said in the north"
    }
}

impl Greeting for Moin {
    fn text(&self) -> &'static str {
        "moin"
    }
}

#[provides]
struct Greeter {
    hello: Arc<dyn Greeting>,
    all: All<dyn Greeting>,
    none: Option<Arc<String>>,
}

/// Greets.
struct GreetModule;

/// How to greet.
#[config(prefix = "greet")]
struct GreetConfig {
    /// How often.
    #[config(default = 1)]
    times: u32,
}

/// The module of greetings.
#[module(config = GreetConfig, components = [Greeter, Hello, Moin])]
impl GreetModule {
    #[on_start]
    fn greet(greeter: &Greeter, config: &GreetConfig) {
        let all = greeter.all.iter().map(|greeting| greeting.text());
        assert_eq!(all.collect::<Vec<_>>(), ["moin"]);
        assert_eq!(greeter.hello.text(), "hello");
        assert!(greeter.none.is_none() && config.times == 1);
    }
}

#[app(modules = [GreetModule])]
struct Greet;

fn names(entries: impl Iterator<Item = purlin::registry::Entry>) -> Vec<String> {
    entries.map(|entry| entry.label()).collect()
}

#[test]
fn modules_are_listed_in_order_of_start() {
    let registry = Registry::of::<Chain>();
    let modules: Vec<_> = registry
        .modules()
        .filter(|module| !module.is_builtin())
        .map(|module| module.name())
        .collect();
    assert_eq!(
        modules,
        ["AlphaModule", "BetaModule", "GammaModule", "DeltaModule"]
    );
    let alpha = registry.module("AlphaModule").unwrap();
    assert_eq!(
        names(
            alpha
                .entries()
                .filter(|entry| entry.role() == Role::Service)
        ),
        ["AlphaModule::part", "AlphaModule::alpha"]
    );
    assert!(alpha.place().file.ends_with("chain.rs"));
    assert!(registry.module("OmegaModule").is_none());
}

#[test]
fn an_entry_knows_its_role_scope_type_place_offers_and_neighbours() {
    let registry = Registry::of::<Greet>();
    let hello = registry.entry("Hello").unwrap();
    assert_eq!(
        (hello.role(), hello.scope()),
        (Role::Service, Some(Scope::Singleton))
    );
    assert_eq!((hello.ty(), hello.doc().trim()), ("Hello", "Says hello."));
    assert_eq!(hello.module().name(), "GreetModule");
    assert_eq!(
        (
            hello.place().line > 1,
            hello.place().file.ends_with("registry.rs")
        ),
        (true, true)
    );
    let interface = hello
        .offers()
        .find(|offer| offer.kind == OfferKind::Interface)
        .unwrap();
    assert_eq!((interface.ty, interface.name), ("dyn Greeting", "hello"));
    assert_eq!(names(hello.dependents()), ["Greeter"]);
    let hook = registry.entry("GreetModule::greet").unwrap();
    assert_eq!(
        (hook.role(), hook.scope(), hook.ty()),
        (Role::OnStart, None, "")
    );
}

#[test]
fn a_dependency_knows_how_it_asks_and_what_it_gets() {
    let registry = Registry::of::<Greet>();
    let greeter = registry.entry("Greeter").unwrap();
    let seen: Vec<_> = greeter
        .dependencies()
        .map(|asked| {
            (
                asked.param(),
                asked.kind(),
                asked.ty(),
                names(asked.targets()),
            )
        })
        .collect();
    let own = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        seen,
        [
            ("hello", EdgeKind::One, "dyn Greeting", own(&["Hello"])),
            ("all", EdgeKind::All, "dyn Greeting", own(&["Moin"])),
            ("none", EdgeKind::Optional, "String", own(&[])),
        ]
    );
}

#[test]
fn providers_are_found_by_type_and_by_interface() {
    let registry = Registry::of::<Greet>();
    assert_eq!(names(registry.providers("Greeter")), ["Greeter"]);
    assert_eq!(names(registry.providers("dyn Greeting")), ["Hello", "Moin"]);
    assert!(names(registry.providers("dyn Farewell")).is_empty());
    assert_eq!(names(registry.named("hello")), ["Hello"]);
    assert!(names(registry.named("adieu")).is_empty());
    assert_eq!(
        registry.module("GreetModule").unwrap().name(),
        "GreetModule"
    );
    assert!(registry.module("FarewellModule").is_none());
}

#[tokio::test]
async fn a_running_application_gives_its_registry_in_order_of_construction() {
    let running = Greet::builder().start().await.unwrap();
    let services = names(running.registry().services());
    let position = |name: &str| services.iter().position(|label| label == name).unwrap();
    assert!(position("Hello") < position("Greeter"));
    assert!(position("Moin") < position("Greeter"));
    assert_eq!(running.registry().app(), "Greet");
    running.stop().await.unwrap();
}

#[test]
fn what_a_contribution_says_of_itself_is_known_without_making_it() {
    let registry = Registry::of::<Greet>();
    let facts = |label: &str| registry.entry(label).unwrap().facts::<&'static str>();
    assert_eq!(facts("Moin"), Some(&"said in the north"));
    // It says nothing, and is no contribution.
    assert_eq!(facts("Hello"), None);
    // Facts of another type are not what is looked for.
    assert!(registry.entry("Moin").unwrap().facts::<u32>().is_none());
    assert_eq!(registry.version(), env!("CARGO_PKG_VERSION"));
}
