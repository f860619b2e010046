//! What a new module or component begins with.

use crate::name::Name;

/// A file of a skeleton: its path, and its text.
pub(super) type File = (String, String);

/// The files of a module, below its folder. `import` is how they name their own module:
/// `super` inside an application, `crate` in a crate of its own.
pub(super) fn module(name: &Name, import: &str) -> Vec<File> {
    let (pascal, snake, sentence) = (name.pascal(), name.snake(), name.sentence());
    vec![
        (
            "module.rs".to_owned(),
            format!(
                "use purlin::prelude::*;\n\n\
                 use {import}::{{{pascal}Config, {pascal}Service}};\n\n\
                 /// {sentence}: say here what the module is for.\n\
                 pub struct {pascal}Module;\n\n\
                 #[module(config = {pascal}Config, components = [{pascal}Service])]\n\
                 impl {pascal}Module {{\n    \
                     /// Degraded while the module is switched off.\n    \
                     #[health]\n    \
                     async fn check({snake}: &{pascal}Service) -> Health {{\n        \
                         if {snake}.is_enabled() {{\n            \
                             Health::healthy()\n        \
                         }} else {{\n            \
                             Health::degraded(\"switched off by `{snake}.enabled`\")\n        \
                         }}\n    \
                     }}\n\
                 }}\n"
            ),
        ),
        (
            "config.rs".to_owned(),
            format!(
                "use purlin::config::config;\n\n\
                 /// Settings of the module.\n\
                 #[config(prefix = \"{snake}\")]\n\
                 pub struct {pascal}Config {{\n    \
                     /// Whether the module does its work.\n    \
                     #[config(default = true, dynamic)]\n    \
                     pub enabled: bool,\n\
                 }}\n"
            ),
        ),
        (
            "service.rs".to_owned(),
            format!(
                "use purlin::prelude::*;\n\n\
                 use {import}::{pascal}Config;\n\n\
                 /// Say here what the service does.\n\
                 #[provides(keep)]\n\
                 pub struct {pascal}Service {{\n    \
                     config: Live<{pascal}Config>,\n\
                 }}\n\n\
                 impl {pascal}Service {{\n    \
                     /// Whether `{snake}.enabled` is set, now.\n    \
                     #[must_use]\n    \
                     pub fn is_enabled(&self) -> bool {{\n        \
                         self.config.now().enabled\n    \
                     }}\n\
                 }}\n"
            ),
        ),
    ]
}

/// The root of a module: what its files are and what others see.
pub(super) fn root(name: &Name, doc: &str) -> String {
    let pascal = name.pascal();
    format!(
        "{doc}\n\n\
         mod config;\nmod module;\nmod service;\n\n\
         pub use config::{pascal}Config;\n\
         pub use module::{pascal}Module;\n\
         pub use service::{pascal}Service;\n"
    )
}

/// The test of a module inside the application `app` of the package `package`.
pub(super) fn module_test(name: &Name, package: &str, app: &str) -> String {
    let (pascal, snake) = (name.pascal(), name.snake());
    let path = format!("{package}::{snake}");
    test(
        &pascal,
        &snake,
        &format!(
            "use {path}::{{{pascal}Module, {pascal}Service}};\nuse purlin::{{app::Lookup, prelude::*}};\n\n\
         /// The module alone, without the rest of `{app}`.\n\
         #[app(modules = [{pascal}Module])]\n\
         struct Alone;\n"
        ),
    )
}

/// The test of a module that is a crate of its own.
pub(super) fn crate_test(name: &Name, krate: &str) -> String {
    let (pascal, snake) = (name.pascal(), name.snake());
    test(
        &pascal,
        &snake,
        &format!(
            "use {krate}::{{{pascal}Module, {pascal}Service}};\nuse purlin::{{app::Lookup, prelude::*}};\n\n\
         /// An application of this module only.\n\
         #[app(modules = [{pascal}Module])]\n\
         struct Alone;\n"
        ),
    )
}

fn test(pascal: &str, snake: &str, head: &str) -> String {
    format!(
        "//! The module in an application of its own. Nothing here needs the network.\n\
         #![expect(clippy::unwrap_used, reason = \"helpers of tests fail the test\")]\n\n\
         {head}\n\
         #[tokio::test]\n\
         async fn it_starts_with_its_defaults_and_stops() {{\n    \
             let app = Alone::builder().start().await.unwrap();\n    \
             assert!(app.get::<{pascal}Service>().is_enabled());\n    \
             app.stop().await.unwrap();\n\
         }}\n\n\
         #[tokio::test]\n\
         async fn it_can_be_switched_off() {{\n    \
             let app = Alone::builder()\n        \
                 .config(\"{snake}.enabled\", false)\n        \
                 .start()\n        \
                 .await\n        \
                 .unwrap();\n    \
             assert!(!app.get::<{pascal}Service>().is_enabled());\n    \
             app.stop().await.unwrap();\n\
         }}\n"
    )
}

/// A component.
pub(super) fn component(name: &Name) -> String {
    let (pascal, snake) = (name.pascal(), name.snake());
    format!(
        "use purlin::prelude::*;\n\n\
         /// Say here what it does. Every field is a dependency: the build says what is missing.\n\
         #[provides(keep)]\n\
         pub struct {pascal} {{\n    \
             clock: Arc<Clock>,\n\
         }}\n\n\
         impl {pascal} {{\n    \
             /// When it was asked, in milliseconds since 1970-01-01 UTC.\n    \
             #[must_use]\n    \
             pub fn asked_at(&self) -> u64 {{\n        \
                 self.clock.unix_millis()\n    \
             }}\n\
         }}\n\n\
         #[cfg(test)]\n\
         mod tests {{\n    \
             use super::*;\n\n    \
             #[test]\n    \
             fn it_asks_the_clock_of_the_application() {{\n        \
                 let hand = purlin::testing::ManualClock::at_unix_millis(7);\n        \
                 let {snake} = {pascal} {{\n            \
                     clock: Arc::new(Clock::manual(&hand)),\n        \
                 }};\n        \
                 assert_eq!({snake}.asked_at(), 7);\n    \
             }}\n\
         }}\n"
    )
}

/// The manifest of a module crate, as a member of this repository would have it.
pub(super) fn manifest(name: &Name) -> String {
    format!(
        "[package]\nname = \"{name}\"\ndescription = \"A module for Purlin applications\"\n\
         version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
         publish.workspace = true\n\n\
         [dependencies]\npurlin = {{ workspace = true }}\n\n\
         [dev-dependencies]\ntokio.workspace = true\n\n\
         [lints]\nworkspace = true\n",
        name = name.kebab()
    )
}

/// The README of a module crate, which is its documentation too.
pub(super) fn readme(name: &Name, module: &Name) -> String {
    let (kebab, snake, pascal) = (name.kebab(), name.snake(), module.pascal());
    let prefix = module.snake();
    format!(
        "# {kebab}\n\n\
         A module for [Purlin](https://purlin.rs) applications.\n\n\
         ```rust\n\
         use {snake}::{pascal}Module;\n\
         use purlin::prelude::*;\n\n\
         #[app(modules = [{pascal}Module])]\n\
         pub struct App;\n\
         # fn main() {{}}\n\
         ```\n\n\
         | setting | default | what it is |\n| --- | --- | --- |\n\
         | `{prefix}.enabled` | `true` | Whether the module does its work. |\n"
    )
}
