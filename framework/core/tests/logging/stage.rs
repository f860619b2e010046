//! An application that lets modules contribute outputs, and a place to see what is logged.

use std::{
    io::{self, Write},
    sync::Mutex,
};

use purlin::{
    logging::{LogOutput, LogRecord, Logging, LoggingModule},
    prelude::*,
};
use serde_json::Value;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt;

/// Where a test reads what was written.
#[derive(Clone, Default)]
pub(crate) struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// What was logged under the target of these tests.
    pub(crate) fn records(&self) -> Vec<Value> {
        let text = self.text();
        let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
        records
            .filter(|record: &Value| record["target"] == "test")
            .collect()
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        let records = self.records().into_iter();
        records
            .map(|record| record["message"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logging to a paper, on this thread while the guard lives.
pub(crate) fn logging() -> (Logging, Paper, DefaultGuard) {
    logging_of("Shop")
}

/// The same for an application of this name.
pub(crate) fn logging_of(name: &str) -> (Logging, Paper, DefaultGuard) {
    let (logging, paper) = (Logging::new(name), Paper::default());
    let layer = logging.layer(paper.clone()).feeding_outputs();
    let subscriber = tracing_subscriber::registry().with(layer);
    let guard = tracing::subscriber::set_default(subscriber);
    (logging, paper, guard)
}

/// Where the shop keeps what nobody may read.
#[config(prefix = "vault")]
pub(crate) struct VaultConfig {
    /// The key.
    #[config(secret, dynamic)]
    pub(crate) key: String,
    /// More keys.
    #[config(default = Vec::new(), dynamic)]
    pub(crate) more: Vec<Secret<String>>,
    /// Open to all.
    #[config(default = "Main Street", dynamic)]
    pub(crate) street: String,
}

/// Keeps the records that it gets.
#[derive(Default)]
pub(crate) struct Archive(pub(crate) Mutex<Vec<LogRecord>>);

/// Takes records to the archive.
pub(crate) struct Forward(Arc<Archive>);

impl LogOutput for Forward {
    fn write(&self, record: &LogRecord) {
        self.0.0.lock().unwrap().push(record.clone());
    }
}

pub(crate) struct VaultModule;

#[module(config = VaultConfig)]
impl VaultModule {
    #[provides]
    fn archive() -> Archive {
        Archive::default()
    }

    #[contributes(dyn LogOutput)]
    fn output(archive: Arc<Archive>) -> Forward {
        Forward(archive)
    }

    #[on_start]
    fn open(config: &VaultConfig) {
        tracing::info!(target: "test", street = config.street, more = config.more.len(), "opened with {}", config.key);
    }
}

#[app(modules = [LoggingModule, VaultModule], expose = [Archive, Logging])]
pub(crate) struct Shop;
