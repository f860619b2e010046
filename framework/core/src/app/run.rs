use std::{
    convert::Infallible,
    ffi::OsStr,
    future::pending,
    io::{self, Write},
    panic::resume_unwind,
    path::{Path, PathBuf},
    pin::pin,
    process::ExitCode,
    sync::Arc,
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
};
use crate::{
    config::{Backoff, Reloader, Source, Triggers, variable_prefix},
    error::{Category, Error, ExitClass},
    lifecycle::{Signals, Stop, runtime_unavailable},
    logging::{LogLevels, Logging},
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
        Command::Help => say(&commands::help::<A>()),
        Command::Version => say(&format!("{} {}\n", A::NAME, A::VERSION)),
        Command::Graph(format) => say(&commands::graph::<A>(format)),
        Command::Check => match builder::<A>(arguments).check() {
            Ok(_) => say("configuration and wiring are fine\n"),
            Err(error) => fail(&error, output),
        },
        Command::ConfigSample(format) => say(&commands::sample::<A>(format)),
        Command::ConfigSchema => say(&commands::schema::<A>()),
        #[cfg(unix)]
        Command::ConfigShow { json, live: true } => {
            let (tree, _) = builder::<A>(arguments).inspect();
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
        Command::Completions(shell) => {
            let program = std::env::args_os().next().map(PathBuf::from);
            let program = program.as_deref().and_then(Path::file_name);
            let program = program.map_or_else(|| A::NAME.into(), OsStr::to_string_lossy);
            say(&completions::<A>(shell, &program))
        }
        Command::Other(ref name, ref words) => {
            let (name, words) = (name.clone(), words.clone());
            other::<A>(&name, words, arguments)
        }
        Command::Run => run::<A>(arguments),
    };
    class.into()
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
    let sections = commands::sections::<A>();
    let line = CommandLine::new(registry, (tree, sections), words, output);
    match (command.run)(&line) {
        Ok(text) => {
            say(&text);
            line.class()
        }
        Err(error) => fail(&error, output),
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
    let output = arguments.output;
    // A hook that blocks its thread must leave one that sees signals.
    let threads = thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let builder = builder::<A>(arguments).logging(logging);
            let class = runtime.block_on(live(builder, output));
            // Just dropping the runtime would wait for a thread that never ends.
            runtime.shutdown_timeout(LINGER);
            class
        }
        Err(error) => {
            let error = runtime_unavailable("the asynchronous runtime", error);
            fail(&error, output)
        }
    }
}

/// Start, wait for a signal, stop. A signal during the start stops what has started; a second
/// signal ends the wait for whatever is still stopping.
async fn live<A: Application>(builder: AppBuilder<A>, output: Output) -> ExitClass {
    let mut signals = match Signals::install() {
        Ok(signals) => signals,
        Err(error) => return fail(&error, output),
    };
    #[cfg(unix)]
    let builder = match super::notify::notifier() {
        Some(notifier) => builder.observe(notifier),
        None => builder,
    };
    // Before the start: what asks to reload meanwhile is answered after it.
    let mut triggers = Triggers::install(builder.loader());
    let interrupt = Stop::new();
    let mut starting = pin!(apart(builder.interrupt_on(&interrupt).start()));
    let started = tokio::select! {
        biased;
        signal = signals.next() => {
            tracing::info!(target: "purlin", signal, "asked to stop");
            interrupt.request();
            unless_signalled(&mut signals, starting).await
        }
        started = &mut starting => Some(started),
    };
    let running = match started {
        Some(Ok(running)) => running,
        Some(Err(error)) if error.is_interrupt() => return stopped(error.related(), output),
        Some(Err(error)) => return fail(&error, output),
        None => return ExitClass::StopOverrun,
    };
    tracing::info!(target: "purlin", app = A::NAME, "{}", running.report());
    if !interrupt.is_requested() {
        let signal = tokio::select! {
            signal = signals.next() => Some(signal),
            () = interrupt.requested() => None,
            never = follow(&mut triggers, running.reloader(), output) => match never {},
        };
        if let Some(signal) = signal {
            tracing::info!(target: "purlin", signal, "asked to stop");
        }
    }
    match unless_signalled(&mut signals, apart(running.stop())).await {
        Some(Ok(())) => ExitClass::Success,
        Some(Err(errors)) => stopped(&errors, output),
        None => ExitClass::StopOverrun,
    }
}

/// Reloads the configuration whenever something asks for it; those that fail are kept apart.
async fn follow(triggers: &mut Triggers, reloader: Arc<Reloader>, output: Output) -> Infallible {
    let mut backoff = Backoff::default();
    loop {
        let reason = triggers.next().await;
        if let Some(until) = backoff.until() {
            tokio::time::sleep_until(until).await;
        }
        tracing::info!(target: "purlin", reason, "asked to reload");
        let reloader = Arc::clone(&reloader);
        let outcome = apart(async move { reloader.reload().await }).await;
        backoff.note(outcome.is_ok());
        if let Err(error) = outcome {
            show(&error, output);
        }
    }
}

/// Runs work on another thread, so that user code that blocks it does not keep this one from
/// seeing signals.
async fn apart<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // It is only given up with the runtime, and so is this.
            Err(_) => pending().await,
        },
    }
}

/// What comes of `stopping`; nothing if a second signal comes first.
async fn unless_signalled<T>(
    signals: &mut Signals,
    stopping: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        result = stopping => Some(result),
        signal = signals.next() => {
            tracing::warn!(target: "purlin", signal, "second signal: stopping at once");
            None
        }
    }
}

/// Shows what went wrong while stopping and chooses the exit code.
fn stopped(errors: &[Error], output: Output) -> ExitClass {
    for error in errors {
        show(error, output);
    }
    if errors.is_empty() {
        ExitClass::Success
    } else {
        worst(errors)
    }
}

/// A stop that was cut off says so; otherwise the first error's class.
fn worst(errors: &[Error]) -> ExitClass {
    let overran = errors.iter().any(Error::is_overrun);
    if overran {
        return ExitClass::StopOverrun;
    }
    errors
        .first()
        .map_or(Category::Lifecycle.exit(), |error| error.category().exit())
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

/// Shows an error to who is there: people or machines.
fn show(error: &Error, output: Output) {
    match output {
        Output::Text => complain(&error.render()),
        Output::Json => {
            let _ = writeln!(io::stderr().lock(), "{}", error.to_json());
        }
    }
}

fn fail(error: &Error, output: Output) -> ExitClass {
    show(error, output);
    error.category().exit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::{DRAIN_OVERRAN, STOP_OVERRAN};

    #[test]
    fn an_overrun_decides_the_exit_code_of_a_stop_and_else_the_first_error() {
        let error = |category, code| Error::new(category, code, "told to fail");
        let first = error(Category::Dependency, "PL1104");
        let second = error(Category::Security, "PL1104");
        let overrun = error(Category::Lifecycle, STOP_OVERRAN);
        let drain = error(Category::Lifecycle, DRAIN_OVERRAN);
        assert_eq!(worst(&[drain]), ExitClass::StopOverrun);
        assert_eq!(stopped(&[], Output::Text), ExitClass::Success);
        assert_eq!(worst(&[first, second]), ExitClass::Unavailable);
        let first = error(Category::Dependency, "PL1104");
        assert_eq!(worst(&[first, overrun]), ExitClass::StopOverrun);
    }
}
