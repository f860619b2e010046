//! Commands that modules add to the command line of an application.

use std::{
    any::Any,
    cell::Cell,
    fmt,
    io::{self, Write},
    str::FromStr,
};

use crate::{
    config::{ConfigSection, ConfigTree, Problems, SectionInfo},
    error::{Category, Error, ExitClass},
    registry::{Facts, Registry},
};

/// A command of the application besides `run`, `check`, `graph` and `config`: one that prints what
/// the build and the configuration say. Nothing of the application is made or started for it.
///
/// A module has it by contributing the type, which needs nothing then:
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::{app::{Command, CommandLine}, prelude::*};
///
/// /// `shop modules` prints the names of the modules.
/// #[contributes(dyn Command)]
/// pub struct ModulesCommand {}
///
/// impl Command for ModulesCommand {
///     fn name() -> &'static str {
///         "modules"
///     }
///
///     fn about() -> &'static str {
///         "print the names of the modules"
///     }
///
///     fn run(line: &CommandLine) -> Result<String, Error> {
///         let names = line.registry().modules().map(|module| format!("{}\n", module.name()));
///         Ok(names.collect())
///     }
/// }
///
/// #[module(components = [ModulesCommand])]
/// pub struct ModulesModule;
///
/// #[app(modules = [ModulesModule])]
/// pub struct Shop;
/// # fn main() {}
/// ```
pub trait Command: Send + Sync + 'static {
    /// The word on the command line, in kebab-case.
    fn name() -> &'static str
    where
        Self: Sized;

    /// What it does, in a few words, for the help text.
    fn about() -> &'static str
    where
        Self: Sized;

    /// What may stand on a command line, from the name of the command on; for the help text.
    #[must_use]
    fn examples() -> &'static [&'static str]
    where
        Self: Sized,
    {
        &[]
    }

    /// Gives what is printed.
    ///
    /// # Errors
    /// What keeps it from doing so; it is printed, and its category chooses the exit code.
    fn run(line: &CommandLine) -> Result<String, Error>
    where
        Self: Sized;
}

/// The words of a command are wrong.
const WRONG_WORDS: &str = "PL1525";

/// What a command can look at.
pub struct CommandLine {
    registry: Registry,
    tree: ConfigTree,
    sections: Vec<SectionInfo>,
    words: Vec<String>,
    output: Output,
    exit: Cell<ExitClass>,
}

/// For whom a command prints: `--output text` or `--output json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(format!(
                "there is no output `{other}`: use one of text, json"
            )),
        }
    }
}

impl CommandLine {
    pub(super) fn new(
        registry: Registry,
        (tree, sections): (ConfigTree, Vec<SectionInfo>),
        words: Vec<String>,
        output: Output,
    ) -> Self {
        Self {
            registry,
            tree,
            sections,
            words,
            output,
            exit: Cell::new(ExitClass::Success),
        }
    }

    /// For whom it prints.
    #[must_use]
    pub fn output(&self) -> Output {
        self.output
    }

    /// The class of the exit code after what is printed. Default: success.
    pub fn exit(&self, class: ExitClass) {
        self.exit.set(class);
    }

    pub(super) fn class(&self) -> ExitClass {
        self.exit.get()
    }

    /// The value of an option among the words: `5` of `--last 5` and of `--last=5`.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            if word == name {
                return words.next().map(String::as_str);
            }
            let value = word.strip_prefix(name);
            if let Some(value) = value.and_then(|rest| rest.strip_prefix('=')) {
                return Some(value);
            }
        }
        None
    }

    /// Whether a word such as `--follow` is there.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.words.iter().any(|word| word == name)
    }

    /// Prints at once, for commands that go on: whether somebody still reads. What
    /// [`Command::run`] returns is printed after it.
    #[must_use = "nobody may read any more"]
    pub fn say(&self, text: &str) -> bool {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .is_ok()
    }

    /// An error that says what is wrong with the words; the exit code is that of a wrong command
    /// line.
    #[must_use]
    pub fn mistake(&self, text: impl Into<String>) -> Error {
        Error::new(Category::Usage, WRONG_WORDS, text).action("see --help")
    }

    /// Refuses words that nobody reads: at most `count`, apart from the options that are known
    /// and have a value each.
    ///
    /// # Errors
    /// PL1525 with the first word that is not expected.
    pub fn expect_words(&self, count: usize, options: &[&str]) -> Result<(), Error> {
        self.expect_words_and_flags(count, options, &[])
    }

    /// The same with words such as `--follow`, which have no value.
    ///
    /// # Errors
    /// PL1525 with the first word that is not expected.
    pub fn expect_words_and_flags(
        &self,
        count: usize,
        options: &[&str],
        flags: &[&str],
    ) -> Result<(), Error> {
        let mut words = self.words.iter();
        let mut seen = 0;
        while let Some(word) = words.next() {
            let name = word.split('=').next().unwrap_or_default();
            if options.contains(&name) {
                if name == word && words.next().is_none() {
                    return Err(self.mistake(format!("`{name}` needs a value")));
                }
                continue;
            }
            if flags.contains(&word.as_str()) {
                continue;
            }
            seen += 1;
            if word.starts_with("--") || seen > count {
                return Err(self.mistake(format!("`{word}` is not expected here")));
            }
        }
        Ok(())
    }

    /// What the application is made of.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.registry
    }

    /// The words after the name of the command.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// A section of the configuration.
    ///
    /// # Errors
    /// PL1000 with what is wrong in it.
    pub fn section<C: ConfigSection>(&self) -> Result<C, Error> {
        self.read(&SectionInfo::of::<C>())
    }

    /// The section of one of several instances of a module: `DatabaseModule as "orders"` has
    /// `orders`.
    ///
    /// # Errors
    /// PL1000 with what is wrong in it, or that there is no such instance.
    pub fn section_of_instance<C: ConfigSection>(&self, instance: &str) -> Result<C, Error> {
        let path = format!("{}.instances.{instance}", C::PREFIX);
        let mut sections = self.sections.iter();
        match sections.find(|section| section.prefix == path) {
            Some(section) => self.read(section),
            None => Err(unreadable(&path)),
        }
    }

    fn read<C: ConfigSection>(&self, info: &SectionInfo) -> Result<C, Error> {
        let mut problems = Problems::new();
        let section = self.tree.section_of::<C>(info, &mut problems);
        problems.into_result()?;
        section.ok_or_else(|| unreadable(info.prefix))
    }
}

/// Shows nothing of the configuration: secrets are in it.
impl fmt::Debug for CommandLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CommandLine")
            .field("registry", &self.registry)
            .field("words", &self.words)
            .finish_non_exhaustive()
    }
}

fn unreadable(path: &str) -> Error {
    let text = format!("the section `{path}` cannot be read");
    Error::new(Category::Config, "PL1000", text)
}

/// A command as it stands in the registry.
#[derive(Clone, Copy)]
pub(super) struct CommandFacts {
    pub(super) name: fn() -> &'static str,
    pub(super) about: fn() -> &'static str,
    pub(super) examples: fn() -> &'static [&'static str],
    pub(super) run: fn(&CommandLine) -> Result<String, Error>,
}

impl<T: Command> Facts for T {
    fn facts() -> &'static (dyn Any + Send + Sync) {
        const {
            &CommandFacts {
                name: T::name,
                about: T::about,
                examples: T::examples,
                run: T::run,
            }
        }
    }
}

/// The commands of an application, by name.
pub(super) fn commands(registry: Registry) -> Vec<CommandFacts> {
    let facts = registry.services().filter_map(|entry| entry.facts());
    let mut commands: Vec<CommandFacts> = facts.copied().collect();
    commands.sort_by_key(|command| (command.name)());
    // Instances of one module add the same one.
    commands.dedup_by_key(|command| (command.name)());
    commands
}
