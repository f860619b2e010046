#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::failure::runtime_unavailable;
use crate::error::Error;

/// The signals that ask an application to stop: SIGTERM and SIGINT.
pub(crate) struct Signals {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
}

impl Signals {
    /// Installs the handlers.
    ///
    /// # Errors
    /// PL1107 if the system refuses.
    pub(crate) fn install() -> Result<Self, Error> {
        #[cfg(unix)]
        {
            let install = |kind| {
                signal(kind).map_err(|error| runtime_unavailable("the signal handlers", error))
            };
            Ok(Self {
                terminate: install(SignalKind::terminate())?,
                interrupt: install(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for the next signal and names it.
    pub(crate) async fn next(&mut self) -> &'static str {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.terminate.recv() => "SIGTERM",
                _ = self.interrupt.recv() => "SIGINT",
            }
        }
        #[cfg(not(unix))]
        {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            "Ctrl-C"
        }
    }
}
