//! The life of an application that a command line runs.

use std::{convert::Infallible, future::pending, panic::resume_unwind, pin::pin, sync::Arc};

use super::{AppBuilder, Running, run::Show};
use crate::{
    config::{Backoff, Reloader, Triggers},
    error::{Category, Error, ExitClass},
    lifecycle::{Signals, Stop},
    private::Application,
};

/// Start, wait for a signal, stop. A signal during the start stops what has started; a second
/// signal ends the wait for whatever is still stopping.
pub(super) async fn live<A: Application>(builder: AppBuilder<A>, output: &Show) -> ExitClass {
    let mut signals = match Signals::install() {
        Ok(signals) => signals,
        Err(error) => return output.fail(&error),
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
        Some(Err(error)) => return output.fail(&error),
        None => return ExitClass::StopOverrun,
    };
    tracing::info!(target: "purlin", app = A::NAME, "{}", running.report());
    let asked = tokio::select! {
        biased;
        () = interrupt.requested() => Asked::Stop(None),
        signal = signals.next() => Asked::Stop(Some(signal)),
        () = running.drain_requested() => Asked::Drain,
        never = follow(&mut triggers, running.reloader(), output) => match never {},
    };
    let (running, mut errors) = match asked {
        Asked::Stop(Some(signal)) => {
            tracing::info!(target: "purlin", signal, "asked to stop");
            (running, Vec::new())
        }
        Asked::Stop(None) => (running, Vec::new()),
        Asked::Drain => match drained(running, &mut signals, &interrupt).await {
            Some(drained) => drained,
            None => return ExitClass::StopOverrun,
        },
    };
    match unless_signalled(&mut signals, apart(running.stop())).await {
        Some(Ok(())) => stopped(&errors, output),
        Some(Err(more)) => {
            errors.extend(more);
            stopped(&errors, output)
        }
        None => ExitClass::StopOverrun,
    }
}

/// What a running application is asked to do.
enum Asked {
    Stop(Option<&'static str>),
    Drain,
}

/// Drains the application and waits until it is asked to stop; nothing if a second signal comes
/// before it has drained.
async fn drained<A: Application>(
    mut running: Running<A>,
    signals: &mut Signals,
    interrupt: &Stop,
) -> Option<(Running<A>, Vec<Error>)> {
    let mut draining = pin!(apart(async move {
        let errors = running.drain().await.err().unwrap_or_default();
        (running, errors)
    }));
    tokio::select! {
        biased;
        signal = signals.next() => {
            tracing::info!(target: "purlin", signal, "asked to stop");
            return unless_signalled(signals, draining).await;
        }
        drained = &mut draining => {
            tokio::select! {
                signal = signals.next() => {
                    tracing::info!(target: "purlin", signal, "asked to stop");
                }
                () = interrupt.requested() => {}
            }
            Some(drained)
        }
    }
}

/// Reloads the configuration whenever something asks for it; those that fail are kept apart.
async fn follow(triggers: &mut Triggers, reloader: Arc<Reloader>, output: &Show) -> Infallible {
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
            output.show(&error);
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
fn stopped(errors: &[Error], output: &Show) -> ExitClass {
    for error in errors {
        output.show(error);
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

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        sync::{
            Mutex,
            atomic::{AtomicBool, Ordering},
        },
        time::Duration,
    };

    use tokio::time::Instant;

    use super::{super::Output, *};
    use crate::lifecycle::{DRAIN_OVERRAN, STOP_OVERRAN};
    use crate::{config::Source, logging::Masks, prelude::*};

    #[expect(dead_code, reason = "it is listed, and never made")]
    struct ShopModule;

    #[module]
    impl ShopModule {}

    #[app(modules = [ShopModule])]
    struct Shop;

    #[tokio::test(start_paused = true)]
    async fn what_asks_to_reload_waits_longer_after_each_failure() {
        let (read, broken) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(AtomicBool::new(false)),
        );
        let (noted, fails) = (Arc::clone(&read), Arc::clone(&broken));
        let source = Source::custom("flaky", move || {
            noted.lock().unwrap().push(Instant::now());
            if fails.load(Ordering::SeqCst) {
                return Err("it is away".into());
            }
            Ok(BTreeMap::new())
        });
        let running = AppBuilder::<Shop>::new()
            .config_source(source)
            .start()
            .await
            .unwrap();
        broken.store(true, Ordering::SeqCst);
        let (ask, mut triggers) = Triggers::by_hand();
        let asking = async {
            loop {
                let _ = ask.send(()).await;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        };
        let output = Show::new(Output::Text, &Masks::new());
        let reads = |count: usize| {
            let read = Arc::clone(&read);
            async move {
                while read.lock().unwrap().len() < count {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        };
        let watching = async {
            reads(10).await;
            broken.store(false, Ordering::SeqCst);
            reads(12).await;
        };
        tokio::select! {
            never = follow(&mut triggers, running.reloader(), &output) => match never {},
            () = asking => {}
            () = watching => {}
        }
        let seconds = |pair: &[Instant]| (pair[1] - pair[0]).as_secs();
        let gaps: Vec<u64> = read.lock().unwrap()[1..].windows(2).map(seconds).collect();
        // The last one came right: nothing keeps the next from being at once.
        assert_eq!(gaps, [2, 4, 8, 16, 32, 64, 120, 120, 120, 0]);
        running.stop().await.unwrap();
    }

    #[test]
    fn an_overrun_decides_the_exit_code_of_a_stop_and_else_the_first_error() {
        let output = Show::new(Output::Text, &Masks::new());
        let error = |category, code| Error::new(category, code, "told to fail");
        let first = error(Category::Dependency, "PL1104");
        let second = error(Category::Security, "PL1104");
        let overrun = error(Category::Lifecycle, STOP_OVERRAN);
        let drain = error(Category::Lifecycle, DRAIN_OVERRAN);
        assert_eq!(worst(&[drain]), ExitClass::StopOverrun);
        assert_eq!(stopped(&[], &output), ExitClass::Success);
        assert_eq!(worst(&[first, second]), ExitClass::Unavailable);
        let first = error(Category::Dependency, "PL1104");
        assert_eq!(worst(&[first, overrun]), ExitClass::StopOverrun);
    }
}
