//! What stands before an output: each takes a record and hands on another, or none.

use std::{fmt, sync::Arc};

use super::{LogLevel, LogOutput, LogRecord, Masks};

type Keep = Arc<dyn Fn(&LogRecord) -> bool + Send + Sync>;

/// An output with what stands before it, layer upon layer: the one that is added last sees a record
/// first.
///
/// ```
/// # extern crate purlin_core as purlin;
/// use purlin::logging::{Layered, LogLevel, LogOutput, LogRecord};
///
/// struct Pager;
/// struct Archive;
///
/// impl LogOutput for Pager {
///     fn write(&self, record: &LogRecord) {
///         // …
/// #       let _ = record;
///     }
/// }
/// impl LogOutput for Archive {
///     fn write(&self, record: &LogRecord) {
///         // …
/// #       let _ = record;
///     }
/// }
///
/// let output = Layered::new(Pager)
///     .prefix("shop: ")
///     .level(LogLevel::Error)
///     .filter(|record| record.tenant.as_deref() != Some("test"))
///     .and(Archive)
///     .hide(["customer"]);
/// # let _: &dyn LogOutput = &output;
/// ```
#[derive(Clone)]
pub struct Layered(Arc<dyn LogOutput>);

impl Layered {
    /// Nothing stands before it yet.
    #[must_use]
    pub fn new(output: impl LogOutput + 'static) -> Self {
        Self(Arc::new(output))
    }

    fn before(self, layer: Layer) -> Self {
        Self(Arc::new(Before {
            layer,
            output: self.0,
        }))
    }

    /// Begins every message with `prefix`.
    #[must_use]
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.before(Layer::Prefix(prefix.into()))
    }

    /// Hands on no more than this.
    #[must_use]
    pub fn level(self, most: LogLevel) -> Self {
        self.before(Layer::Level(most))
    }

    /// Hands on only records for which `keep` says so.
    #[must_use]
    pub fn filter(self, keep: impl Fn(&LogRecord) -> bool + Send + Sync + 'static) -> Self {
        self.before(Layer::Filter(Arc::new(keep)))
    }

    /// Takes out what `masks` finds, besides what no output ever sees.
    #[must_use]
    pub fn mask(self, masks: &Masks) -> Self {
        self.before(Layer::Mask(masks.clone()))
    }

    /// Takes out the values of fields with these names, besides those that no output ever sees.
    #[must_use]
    pub fn hide<N: Into<String>>(self, fields: impl IntoIterator<Item = N>) -> Self {
        let fields = fields.into_iter().map(Into::into);
        self.before(Layer::Hide(fields.collect()))
    }

    /// Writes to another output as well.
    #[must_use]
    pub fn and(self, other: impl LogOutput + 'static) -> Self {
        self.before(Layer::And(Arc::new(other)))
    }
}

impl LogOutput for Layered {
    fn write(&self, record: &LogRecord) {
        self.0.write(record);
    }

    fn stands_in(&self) -> bool {
        self.0.stands_in()
    }
}

impl fmt::Debug for Layered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Layered").finish_non_exhaustive()
    }
}

enum Layer {
    Prefix(String),
    Level(LogLevel),
    Filter(Keep),
    Mask(Masks),
    Hide(Vec<String>),
    And(Arc<dyn LogOutput>),
}

/// A layer before an output.
struct Before {
    layer: Layer,
    output: Arc<dyn LogOutput>,
}

impl LogOutput for Before {
    fn write(&self, record: &LogRecord) {
        let changed = |change: &dyn Fn(&mut LogRecord)| {
            let mut record = record.clone();
            change(&mut record);
            self.output.write(&record);
        };
        match &self.layer {
            Layer::Prefix(prefix) => changed(&|record| record.message.insert_str(0, prefix)),
            Layer::Mask(masks) => changed(&|record| record.mask(masks, &[])),
            Layer::Hide(fields) => changed(&|record| record.hide(fields)),
            Layer::Level(most) if !most.includes(record.level) => {}
            Layer::Filter(keep) if !keep(record) => {}
            Layer::Level(_) | Layer::Filter(_) => self.output.write(record),
            Layer::And(other) => {
                self.output.write(record);
                other.write(record);
            }
        }
    }
    fn stands_in(&self) -> bool {
        let other = matches!(&self.layer, Layer::And(other) if other.stands_in());
        other || self.output.stands_in()
    }
}
