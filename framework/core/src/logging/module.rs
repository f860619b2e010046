use std::sync::Arc;

use super::{LogRecord, Logging, LoggingConfig};
use crate::{All, config::Change};

/// A place that gets everything that is logged, already masked. Contribute it with
/// `#[contributes]`, and list [`LoggingModule`]. [`Layered`](super::Layered) puts layers before it.
pub trait LogOutput: Send + Sync {
    /// Takes a record. It is called where something is logged: hand it on rather than wait. What
    /// it logs itself comes back to it.
    fn write(&self, record: &LogRecord);

    /// Whether it stands in for standard error, which nothing is written to while it is there.
    fn stands_in(&self) -> bool {
        false
    }
}

/// Lets the configuration say what is logged, from before the first module starts.
pub struct LoggingModule;

#[purlin_macros::module(config = LoggingConfig)]
impl LoggingModule {
    /// Gives the outputs that other modules contribute to the logging.
    #[provides]
    fn outputs(logging: Arc<Logging>, outputs: All<dyn LogOutput>) -> LogOutputs {
        LogOutputs { logging, outputs }
    }

    #[on_start]
    fn begin(outputs: &LogOutputs) {
        let list: Vec<_> = outputs.outputs.iter().cloned().collect();
        outputs.logging.set_outputs(&list);
    }

    #[on_reload]
    fn follow(change: &Change<LoggingConfig>, logging: &Logging) {
        logging.configure(change.after());
    }

    #[on_stop]
    fn end(logging: &Logging) {
        logging.set_outputs(&[]);
    }
}

/// The outputs that modules contribute.
pub struct LogOutputs {
    logging: Arc<Logging>,
    outputs: All<dyn LogOutput>,
}
