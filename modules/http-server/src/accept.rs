use std::{future::Future, io, sync::Arc, time::Duration};

use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use crate::stream::{Accepted, Stream};

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where connections come from.
pub(crate) trait Accept: Send {
    fn accept(&mut self) -> impl Future<Output = io::Result<Accepted>> + Send;
}

impl Accept for TcpListener {
    async fn accept(&mut self) -> io::Result<Accepted> {
        let (stream, peer) = Self::accept(self).await?;
        Ok(Accepted {
            stream: Stream::Tcp(stream),
            peer: Some(peer),
        })
    }
}

#[cfg(unix)]
impl Accept for crate::socket::Socket {
    async fn accept(&mut self) -> io::Result<Accepted> {
        let (stream, _) = self.listener.accept().await?;
        Ok(Accepted {
            stream: Stream::Unix(stream),
            peer: None,
        })
    }
}

/// Hands connections to `serve`, each with its slot, until `stop`. While no slot is free nothing
/// is accepted. When the process is out of descriptors or memory, the loop waits, longer each
/// time, instead of spinning.
pub(crate) async fn accept_until<A: Accept>(
    mut source: A,
    slots: Arc<Semaphore>,
    stop: CancellationToken,
    mut serve: impl FnMut(Accepted, OwnedSemaphorePermit) + Send,
) {
    let mut pause = FIRST_PAUSE;
    let next = async {
        loop {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
                return;
            };
            match source.accept().await {
                Ok(accepted) => {
                    pause = FIRST_PAUSE;
                    serve(accepted, slot);
                }
                // The client was gone before it was accepted: nothing is wrong here.
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, ?pause, "cannot accept connections; trying again");
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        () = next => {}
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::Instant;

    use super::*;

    /// Fails `failures` times with `error`, then stops the loop.
    struct Failing {
        calls: Arc<AtomicUsize>,
        failures: usize,
        error: fn() -> io::Error,
        stop: CancellationToken,
    }

    impl Accept for Failing {
        async fn accept(&mut self) -> io::Result<Accepted> {
            if self.calls.fetch_add(1, Ordering::SeqCst) < self.failures {
                return Err((self.error)());
            }
            self.stop.cancel();
            std::future::pending().await
        }
    }

    async fn time_to_get_over(failures: usize, error: fn() -> io::Error) -> Duration {
        let stop = CancellationToken::new();
        let source = Failing {
            calls: Arc::default(),
            failures,
            error,
            stop: stop.clone(),
        };
        let started = Instant::now();
        accept_until(source, Arc::new(Semaphore::new(1)), stop, |_, _| {}).await;
        started.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn being_out_of_descriptors_backs_off_up_to_a_second() {
        let emfile = || io::Error::from_raw_os_error(24);
        // 10 + 20 + … + 640 ms, then one second each.
        let taken = time_to_get_over(9, emfile).await;
        assert_eq!(taken.as_millis(), 1270 + 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_hung_up_costs_no_pause() {
        let aborted = || io::ErrorKind::ConnectionAborted.into();
        assert_eq!(time_to_get_over(100, aborted).await, Duration::ZERO);
    }
}
