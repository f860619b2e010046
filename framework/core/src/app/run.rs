use std::{
    ffi::OsStr,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::Duration,
};

use tokio::runtime;

use super::{
    AppBuilder, Output,
    arguments::{Arguments, BUILT_IN, Command},
    command::{self, CommandLine},
    commands,
    completions::completions,
    live::live,
    panics,
};
use crate::{
    config::{Source, variable_prefix},
    error::{Error, ExitClass},
    lifecycle::runtime_unavailable,
    logging::{LogLevels, Logging, Masks},
    private::Application,
    registry::Registry,
};

/// The command line of an application; `Storefront::main()` is this.
///
/// The exit code tells the class of failure: see [`ExitClass`].
#[must_use]
pub fn main<A: Application>() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(mistake) => {
            complain(&format!("{mistake}\nSee --help."));
            return ExitClass::Usage.into();
        }
    };
    let output = arguments.output;
    let class = match arguments.command {
        Command::Help => say(&commands::help::<A>(&program(A::NAME))),
        Command::Version => say(&commands::version::<A>(output)),
        #[cfg(unix)]
        Command::Graph { format, live: true } => {
            let tree = builder::<A>(arguments).said();
            match crate::admin::live_graph(&tree, format) {
                Ok(text) => say(&text),
                Err(error) => fail(&error, output),
            }
        }
        Command::Graph { format, .. } => say(&commands::graph::<A>(format)),
        Command::Check => match builder::<A>(arguments).check() {
            Ok(_) => say(&commands::fine(output)),
            Err(error) => fail(&error, output),
        },
        Command::ConfigSample(format) => say(&commands::sample::<A>(format)),
        Command::ConfigSchema => say(&commands::schema::<A>()),
        #[cfg(unix)]
        Command::ConfigShow { json, live: true } => {
            let tree = builder::<A>(arguments).said();
            match crate::admin::live_config(&tree, json) {
                Ok(text) => say(&text),
                Err(error) => fail(&error, output),
            }
        }
        Command::ConfigShow { json, .. } => {
            let (tree, error) = builder::<A>(arguments).inspect();
            let class = say(&commands::show(&tree, json));
            // What is there is worth seeing, and so is what is wrong with it.
            error.map_or(class, |error| fail(&error, output))
        }
        Command::ConfigExplain(ref path) => {
            let path = path.clone();
            let (tree, _) = builder::<A>(arguments).inspect();
            match tree.explain(&path) {
                Ok(text) => say(&text),
                Err(mistake) => {
                    complain(&mistake);
                    ExitClass::Usage
                }
            }
        }
        Command::Explain(ref code) => match commands::explain(code, output) {
            Some(text) => say(&text),
            None => {
                complain(&format!(
                    "there is no code `{code}`: write it as in `explain PL1102`"
                ));
                ExitClass::Usage
            }
        },
        Command::Completions(shell) => say(&completions::<A>(shell, &program(A::NAME))),
        Command::Other(ref name, ref words) => {
            let (name, words) = (name.clone(), words.clone());
            other::<A>(&name, words, arguments)
        }
        Command::Run => run::<A>(arguments),
    };
    class.into()
}

/// What the program is called by.
fn program(name: &str) -> String {
    let program = std::env::args_os().next().map(PathBuf::from);
    let program = program.as_deref().and_then(Path::file_name);
    program
        .map_or_else(|| name.into(), OsStr::to_string_lossy)
        .into_owned()
}

/// A command that a module adds.
fn other<A: Application>(name: &str, words: Vec<String>, arguments: Arguments) -> ExitClass {
    let registry = Registry::of::<A>();
    let known = command::commands(registry);
    let Some(command) = known.iter().find(|command| (command.name)() == name) else {
        let mut names = BUILT_IN.to_vec();
        names.extend(known.iter().map(|command| (command.name)()));
        let names = names.join("`, `");
        complain(&format!(
            "there is no command `{name}`: try one of `{names}`\nSee --help."
        ));
        return ExitClass::Usage;
    };
    // What is wrong in other sections is no matter of this command.
    let output = arguments.output;
    let tree = match builder::<A>(arguments).sources() {
        Ok(tree) => tree,
        Err(error) => return fail(&error, output),
    };
    let masks = Masks::new();
    tree.tell_secrets(&masks);
    let sections = commands::sections::<A>();
    let line = CommandLine::new(registry, (tree, sections), words, output);
    match (command.run)(&line) {
        Ok(text) => {
            say(&text);
            line.class()
        }
        Err(error) => Show::new(output, &masks).fail(&error),
    }
}

fn builder<A: Application>(arguments: Arguments) -> AppBuilder<A> {
    let config = arguments
        .config
        .or_else(|| std::env::var_os("PURLIN_CONFIG").map(Into::into));
    let profile = arguments.profile.or_else(|| {
        let name = variable_prefix(A::NAME).replacen("__", "_PROFILE", 1);
        std::env::var(name).ok()
    });
    let builder = AppBuilder::<A>::new()
        .env(std::env::vars_os())
        .config_source(Source::dotenv(".env").optional());
    let builder = match profile {
        Some(profile) => builder.profile(profile),
        None => builder,
    };
    let builder = match arguments.secrets {
        Some(path) => builder.config_source(Source::directory(path)),
        None => builder,
    };
    let builder = match config {
        Some(path) => builder.config_file(path),
        None => builder.default_config_file(),
    };
    arguments
        .set
        .into_iter()
        .fold(builder, |builder, (path, value)| {
            builder.config_text(&path, value)
        })
}

/// How long the end of the process waits for threads that user code blocks.
const LINGER: Duration = Duration::from_millis(100);

fn run<A: Application>(arguments: Arguments) -> ExitClass {
    let logging = log_to_stderr(A::NAME);
    panics::install(logging.masks());
    let output = Show::new(arguments.output, logging.masks());
    // A hook that blocks its thread must leave one that sees signals.
    let threads = thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let builder = builder::<A>(arguments).logging(logging);
            let class = runtime.block_on(live(builder, &output));
            // Just dropping the runtime would wait for a thread that never ends.
            runtime.shutdown_timeout(LINGER);
            class
        }
        Err(error) => output.fail(&runtime_unavailable("the asynchronous runtime", error)),
    }
}

/// Logs to standard error, unless the program has set a subscriber before: logging is the user's to
/// replace (FR-020).
fn log_to_stderr(application: &'static str) -> Logging {
    let logging = Logging::new(application);
    let told = std::env::var("RUST_LOG")
        .ok()
        .filter(|text| !text.is_empty());
    let levels = told.as_deref().map(str::parse::<LogLevels>).transpose();
    let host = std::env::var("HOSTNAME").ok();
    let instance = host.unwrap_or_else(|| std::process::id().to_string());
    let (levels, mistake) = match levels {
        Ok(levels) => (levels, None),
        Err(mistake) => (None, Some(mistake)),
    };
    logging.begin(levels.as_ref(), &instance);
    if logging.install()
        && let Some(mistake) = mistake
    {
        tracing::warn!(target: "purlin", "RUST_LOG is not used: {mistake}");
    }
    logging
}

fn say(text: &str) -> ExitClass {
    let mut out = io::stdout().lock();
    // A closed pipe is the reader's way of having read enough.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ExitClass::Success
}

fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}

/// Shows errors to who is there, people or machines, without what nobody may read: an error of
/// the application's own code may say anything.
pub(super) struct Show {
    output: Output,
    masks: Masks,
}

impl Show {
    pub(super) fn new(output: Output, masks: &Masks) -> Self {
        Self {
            output,
            masks: masks.clone(),
        }
    }

    pub(super) fn show(&self, error: &Error) {
        match self.output {
            Output::Text if colour_is_wanted() => {
                let text = error.paint();
                let _ = writeln!(
                    io::stderr().lock(),
                    "\u{1b}[1;31merror\u{1b}[0m: {}",
                    self.masks.mask(&text)
                );
            }
            Output::Text => complain(&self.masks.mask(&error.render())),
            Output::Json => {
                let mut json = error.to_json();
                self.masks.mask_json(&mut json);
                let _ = writeln!(io::stderr().lock(), "{json}");
            }
        }
    }

    pub(super) fn fail(&self, error: &Error) -> ExitClass {
        self.show(error);
        error.category().exit()
    }
}

/// Whether people read what is wrong at a terminal that may show colour.
fn colour_is_wanted() -> bool {
    let no_color = std::env::var_os("NO_COLOR");
    io::stderr().is_terminal() && no_color.is_none_or(|text| text.is_empty())
}

/// Shows what is wrong where no secret of the configuration is known.
fn fail(error: &Error, output: Output) -> ExitClass {
    Show::new(output, &Masks::new()).fail(error)
}
