use std::{error::Error, fmt};

use purlin::prelude::*;

use crate::{JobQueue, Refused};

/// How the press works.
#[config(prefix = "press")]
pub struct PressConfig {
    /// Jobs that may wait; more are refused.
    #[config(default = 3, range(1..=1000))]
    pub room: usize,
    /// Jobs that wait from the start.
    #[config(default = vec!["letterhead".to_owned(), "leaflet".to_owned()])]
    pub first: Vec<String>,
}

/// Puts ink on paper. Tests replace it.
pub trait Printer: Send + Sync {
    /// Prints one job.
    ///
    /// # Errors
    /// If the paper jams.
    fn print(&self, job: &str) -> Result<(), PaperJam>;
}

/// The paper is where it should not be.
#[derive(Debug)]
pub struct PaperJam;

impl fmt::Display for PaperJam {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the paper jams")
    }
}

impl Error for PaperJam {}

/// Writes to the log.
#[provides(as = dyn Printer)]
pub struct LogPrinter {}

impl Printer for LogPrinter {
    fn print(&self, job: &str) -> Result<(), PaperJam> {
        tracing::info!(job, "printed");
        Ok(())
    }
}

/// Where jobs are handed in.
#[provides]
pub struct Counter {
    queue: Arc<JobQueue>,
    tasks: Arc<Tasks>,
}

impl Counter {
    /// Takes a job; a receipt is written in the background.
    ///
    /// # Errors
    /// If it is [`Refused`].
    pub fn hand_in(&self, job: &str) -> Result<(), Refused> {
        self.queue.push(job.to_owned())?;
        let job = job.to_owned();
        self.tasks.spawn("receipt", async move {
            tracing::info!(job, "receipt");
        });
        Ok(())
    }
}

/// Prints what is handed in.
pub struct PressModule;

#[module(config = PressConfig, components = [LogPrinter, Counter])]
impl PressModule {
    #[provides]
    fn queue(config: &PressConfig) -> JobQueue {
        JobQueue::new(config.room)
    }

    #[on_start]
    fn begin(counter: &Counter, config: &PressConfig) {
        for job in &config.first {
            if let Err(reason) = counter.hand_in(job) {
                tracing::warn!(job, ?reason, "not taken");
            }
        }
    }

    /// Prints until it is told to stop. A jam ends it; it is started again, after longer and longer
    /// waits, and given up after the fifth restart in a row.
    #[task(restart = "on-failure", backoff = "1s", backoff_max = "30s", limit = 5)]
    async fn print(
        queue: Arc<JobQueue>,
        printer: Arc<dyn Printer>,
        stop: Stop,
    ) -> Result<(), PaperJam> {
        loop {
            tokio::select! {
                () = stop.requested() => return Ok(()),
                job = queue.first() => if let Some(job) = job {
                    printer.print(&job)?;
                    queue.done();
                },
            }
        }
    }

    /// Refuses new jobs and waits for those that it has; the task still runs meanwhile.
    #[on_drain]
    async fn finish(queue: &JobQueue) {
        queue.close().await;
    }
}
