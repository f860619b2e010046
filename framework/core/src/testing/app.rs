use std::{
    fmt,
    net::{SocketAddr, TcpStream},
    ops::Deref,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use tokio::runtime::Handle;

use super::{Logs, Recorder, logs::Capture};
use crate::{
    app::{AppBuilder, Lookup, Replace, Running},
    config::{ConfigLoader, ConfigValue},
    context::{Clock, Contexts, ExecutionContext, ManualClock, Randomness},
    error::Error,
    private::{Application, Assembled, Has},
};

/// An application under test: replaced services, settings, a clock that stands still, the same
/// randomness every time, and everything that happens kept for assertions.
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::{prelude::*, testing::TestApp};
///
/// pub trait Mailer: Send + Sync {
///     fn send(&self) -> &'static str;
/// }
///
/// #[provides(as = dyn Mailer)]
/// pub struct Smtp {}
///
/// impl Mailer for Smtp {
///     fn send(&self) -> &'static str {
///         "sent"
///     }
/// }
///
/// pub struct Fake;
///
/// impl Mailer for Fake {
///     fn send(&self) -> &'static str {
///         "noted"
///     }
/// }
///
/// #[module(components = [Smtp])]
/// pub struct MailModule;
///
/// #[app(modules = [MailModule], expose = [dyn Mailer])]
/// pub struct Shop;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let app = TestApp::<Shop>::new()
///     .replace::<dyn Mailer>(Arc::new(Fake))
///     .start()
///     .await?;
/// assert_eq!(app.get::<dyn Mailer>().send(), "noted");
/// app.stop().await;
/// # Ok(())
/// # }
/// ```
///
/// Every test has an application of its own: nothing is shared, so tests run at once.
#[must_use = "an application under test does nothing until it is started"]
pub struct TestApp<A> {
    builder: AppBuilder<A>,
    recorder: Recorder,
    hand: ManualClock,
}

/// The time at which the clock of an application under test stands: 2027-01-15 08:00 UTC.
const BEGIN: u64 = 1_800_000_000_000;

/// How long a port may answer after the stop: another test may have got it since, and a listener
/// that was forgotten stays.
const PATIENCE: Duration = Duration::from_secs(5);

impl<A: Application> TestApp<A> {
    /// The application with its defaults. Every address that it listens on by default has a free
    /// port; the clock stands at 2027-01-15 08:00 UTC, and the randomness has the seed 0.
    pub fn new() -> Self {
        let (recorder, hand) = (Recorder::new(), ManualClock::at_unix_millis(BEGIN));
        let mut builder = AppBuilder::new()
            .clock(Clock::manual(&hand))
            .randomness(Randomness::seeded(0))
            .record(&recorder);
        for section in A::TABLE.sections {
            let addresses = section.info.fields.iter();
            for field in addresses.filter(|field| field.ty == "SocketAddr") {
                if field.default.is_some() {
                    let path = format!("{}.{}", section.info.prefix, field.name);
                    builder = builder.config(&path, "127.0.0.1:0");
                }
            }
        }
        Self {
            builder,
            recorder,
            hand,
        }
    }

    /// Sets a value of the configuration by its dotted path, over every other source.
    #[track_caller]
    pub fn config(mut self, path: &str, value: impl Into<ConfigValue>) -> Self {
        self.builder = self.builder.config(path, value);
        self
    }

    /// Everything about the sources of the configuration.
    pub fn config_loader(mut self, change: impl FnOnce(ConfigLoader) -> ConfigLoader) -> Self {
        self.builder = self.builder.config_loader(change);
        self
    }

    /// Another clock, such as the system's.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.builder = self.builder.clock(clock);
        self
    }

    /// Another seed: other numbers, the same every time.
    pub fn seed(mut self, seed: u64) -> Self {
        self.builder = self.builder.randomness(Randomness::seeded(seed));
        self
    }

    /// Everything else about how it is started.
    pub fn builder(mut self, change: impl FnOnce(AppBuilder<A>) -> AppBuilder<A>) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Starts it. What is logged on this thread is kept from now on; a test with one thread
    /// (`#[tokio::test]`) sees all of it.
    ///
    /// # Errors
    /// What [`AppBuilder::start`] says.
    pub async fn start(self) -> Result<Started<A>, Error> {
        let alive = alive();
        let capture = Capture::begin();
        let running = self.builder.start().await?;
        Ok(Started {
            running: Some(running),
            recorder: self.recorder,
            hand: self.hand,
            capture,
            alive,
        })
    }
}

impl<A: Application> TestApp<A> {
    /// Starts it, runs `work`, and stops it, also when `work` panics: the panic goes on then.
    ///
    /// # Errors
    /// What [`AppBuilder::start`] says.
    ///
    /// # Panics
    /// As [`Started::stop`] does.
    pub async fn run<T>(self, work: impl AsyncFnOnce(&Started<A>) -> T) -> Result<T, Error> {
        let mut app = self.start().await?;
        match AssertUnwindSafe(work(&app)).catch_unwind().await {
            Ok(result) => {
                app.stop().await;
                Ok(result)
            }
            Err(panic) => {
                // What goes wrong now is not what the test is about.
                if let Some(running) = app.running.take() {
                    let _ = running.stop().await;
                }
                resume_unwind(panic)
            }
        }
    }
}

impl<A: Application> Default for TestApp<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Assembled, K> Replace<A, K> for TestApp<A> {
    fn replace<T: ?Sized + Send + Sync + 'static>(mut self, service: Arc<T>) -> Self
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        self.builder = self.builder.replace::<T>(service);
        self
    }
}

impl<A: Application> fmt::Debug for TestApp<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("TestApp")
            .field(&self.builder)
            .finish()
    }
}

/// An application under test that has started; see [`TestApp`]. It is a
/// [`Running`](crate::app::Running) too.
///
/// [`stop`](Self::stop) it at the end of the test: that is what finds leaks. Dropped instead, as
/// when an assertion fails, it is abandoned as a running application is.
pub struct Started<A: Assembled> {
    running: Option<Running<A>>,
    recorder: Recorder,
    hand: ManualClock,
    capture: Capture,
    /// How many tasks the runtime had before.
    alive: usize,
}

impl<A: Application> Started<A> {
    /// What has happened so far. It is never behind: an event is in it when what caused it goes on.
    #[must_use]
    pub fn events(&self) -> &Recorder {
        &self.recorder
    }

    /// What has been logged so far.
    #[must_use]
    pub fn logs(&self) -> &Logs {
        self.capture.logs()
    }

    /// Moves the clock of the application forward. Timers are tokio's and do not follow it.
    pub fn advance(&self, by: Duration) {
        self.hand.advance(by);
    }

    /// A new request: what a server would make for one.
    #[must_use]
    pub fn context(&self) -> ExecutionContext {
        let kernel = self.kernel();
        Contexts::new(kernel.0, kernel.1).root()
    }

    fn kernel(&self) -> (Clock, Randomness) {
        let running = self.running.as_ref();
        running.map_or_else(Default::default, Running::sources)
    }

    /// Stops it and sees to it that nothing is left behind.
    ///
    /// # Panics
    /// If something did not stop as it should, with what it was; if it still listens where somebody
    /// [announced](crate::lifecycle::Listening) it; or if tasks of the runtime that
    /// were not there before are still there two seconds later: something spawned them with
    /// `tokio::spawn` and forgot them.
    #[expect(
        clippy::panic,
        reason = "it is for tests, and says what is wrong by panicking"
    )]
    pub async fn stop(mut self) {
        let Some(running) = self.running.take() else {
            return;
        };
        let listening = running.listening().clone();
        if let Err(errors) = running.stop().await {
            let errors: Vec<String> = errors.iter().map(Error::render).collect();
            panic!(
                "{} did not stop as it should:\n{}",
                A::NAME,
                errors.join("\n")
            );
        }
        let open: Vec<String> = listening
            .list()
            .iter()
            .map(|(who, at)| format!("{who} on {at}"))
            .collect();
        assert!(
            open.is_empty(),
            "{} has stopped and still listens: {}",
            A::NAME,
            open.join(", ")
        );
        for address in listening.ever() {
            let began = Instant::now();
            while answers(address) {
                assert!(
                    began.elapsed() < PATIENCE,
                    "{} has stopped, and {address} still answers",
                    A::NAME
                );
                // In real time, whatever the clock of the test does; too many connections that
                // nobody accepts would look like no listener.
                let pause = || std::thread::sleep(Duration::from_millis(100));
                let _ = tokio::task::spawn_blocking(pause).await;
            }
        }
        // Tasks end a little after they have said so.
        let began = Instant::now();
        while alive() > self.alive {
            assert!(
                began.elapsed() < Duration::from_secs(2),
                "{} has stopped, and {} tasks that it spawned are still there: spawn them with \
                 `Tasks`, or end them in an `#[on_stop]` hook",
                A::NAME,
                alive() - self.alive,
            );
            tokio::task::yield_now().await;
        }
    }
}

/// Whether somebody accepts connections there. One that is connected to itself is no answer: the
/// system may give a client the very port that it calls.
fn answers(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, Duration::from_millis(200))
        .is_ok_and(|stream| stream.local_addr().ok() != Some(address))
}

/// How many tasks the runtime has.
fn alive() -> usize {
    Handle::try_current().map_or(0, |handle| handle.metrics().num_alive_tasks())
}

impl<A: Application> Deref for Started<A> {
    type Target = Running<A>;

    fn deref(&self) -> &Running<A> {
        match &self.running {
            Some(running) => running,
            None => crate::private::unwired(),
        }
    }
}

impl<A: Assembled, K> Lookup<A, K> for Started<A> {
    fn get<T: ?Sized>(&self) -> &Arc<T>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        Lookup::get::<T>(&**self)
    }

    fn find<T: ?Sized>(&self) -> Option<&Arc<T>>
    where
        A: Application + Has<T, K, Slots = <A as Assembled>::Slots>,
    {
        Lookup::find::<T>(&**self)
    }
}

impl<A: Application> fmt::Debug for Started<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Started").field(&A::NAME).finish()
    }
}
