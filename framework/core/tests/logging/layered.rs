//! Layers before an output of a module, and outputs that stand in for standard error.

use std::sync::Mutex;

use purlin::{
    app::Lookup as _,
    context::{Clock, ExecutionContext, Randomness},
    events::{Events, Observer, event},
    logging::{Layered, LogLevel, LogOutput, LogRecord, LoggingModule, Masks},
    prelude::*,
};

use crate::stage::{logging, logging_of};

/// Keeps what it gets.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Vec<LogRecord>>>);

impl Shelf {
    fn take(&self) -> Vec<LogRecord> {
        let mut all = std::mem::take(&mut *self.0.lock().unwrap());
        all.retain(|record| record.target == "test");
        all
    }

    fn messages(&self) -> Vec<String> {
        let records = self.take().into_iter();
        records.map(|record| record.message).collect()
    }
}

impl LogOutput for Shelf {
    fn write(&self, record: &LogRecord) {
        self.0.lock().unwrap().push(record.clone());
    }
}

/// Takes the place of standard error.
pub(crate) struct StandIn(Shelf);

impl LogOutput for StandIn {
    fn write(&self, record: &LogRecord) {
        self.0.write(record);
    }

    fn stands_in(&self) -> bool {
        true
    }
}

/// Panics whenever something is logged under its target.
pub(crate) struct Broken;

impl LogOutput for Broken {
    fn write(&self, record: &LogRecord) {
        assert!(record.target != "test", "this output is broken");
    }
}

/// Where each output keeps what it gets.
#[derive(Default)]
pub(crate) struct Shelves {
    layered: Shelf,
    second: Shelf,
    stand_in: Shelf,
}

/// A word was said.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct Said;

event!(Said as "shop.said");

pub(crate) struct ShelvesModule;

#[module]
impl ShelvesModule {
    #[provides]
    fn shelves() -> Shelves {
        Shelves::default()
    }

    #[contributes(dyn LogOutput)]
    fn layered(shelves: &Shelves) -> Layered {
        let masks = Masks::new();
        masks.hide("Main Street");
        Layered::new(shelves.layered.clone())
            .prefix("shop: ")
            .level(LogLevel::Warn)
            .filter(|record| record.message != "never mind")
            .mask(&masks)
            .hide(["customer"])
            .and(shelves.second.clone())
    }

    #[contributes(dyn LogOutput)]
    fn broken() -> Broken {
        Broken
    }
}

#[app(modules = [LoggingModule, ShelvesModule], expose = [Shelves])]
struct Shop;

pub(crate) struct StandInModule;

#[module(imports = [ShelvesModule])]
impl StandInModule {
    #[contributes(dyn LogOutput)]
    fn stand_in(shelves: &Shelves) -> Layered {
        Layered::new(StandIn(shelves.stand_in.clone())).level(LogLevel::Info)
    }
}

#[app(modules = [LoggingModule, StandInModule], expose = [Shelves, Events])]
struct Replaced;

#[tokio::test]
async fn each_layer_before_an_output_does_its_part_and_no_other_sees_it() {
    let (logging, paper, _guard) = logging();
    let running = Shop::builder().logging(logging).start().await.unwrap();
    let shelves = running.get::<Shelves>();
    tracing::info!(target: "test", "open");
    tracing::warn!(target: "test", "never mind");
    tracing::warn!(target: "test", customer = "Ada", till = 3, "late in Main Street");
    let [late] = shelves.layered.take().try_into().unwrap();
    assert_eq!(late.message, "shop: late in \u{2039}secret\u{203a}");
    let fields = serde_json::json!({ "customer": "\u{2039}secret\u{203a}", "till": 3 });
    assert_eq!(serde_json::Value::from(late.fields), fields);
    // The other of the two has what stands before both: nothing.
    let all = ["open", "never mind", "late in Main Street"];
    assert_eq!(shelves.second.messages(), all);
    assert_eq!(paper.messages(), all);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn an_output_of_a_module_stands_in_for_standard_error_while_the_module_runs() {
    let (logging, paper, _guard) = logging();
    let running = Replaced::builder().logging(logging).start().await.unwrap();
    tracing::warn!(target: "test", "kept");
    tracing::debug!(target: "test", "not kept");
    let shelves = Arc::clone(running.get::<Shelves>());
    assert_eq!(shelves.stand_in.messages(), ["kept"]);
    assert_eq!(paper.messages(), [""; 0]);
    running.stop().await.unwrap();
    tracing::warn!(target: "test", "after");
    assert_eq!(paper.messages(), ["after"]);
}

/// What an event and a record say of where they come from, side by side.
#[tokio::test]
async fn events_and_records_say_the_same_of_where_they_come_from() {
    let (logging, _paper, _guard) = logging_of("Replaced");
    let running = Replaced::builder()
        .logging(logging)
        .config("logging.instance", "shop-7")
        .start()
        .await
        .unwrap();
    let (give, take) = std::sync::mpsc::channel();
    let observer = Observer::new("test", move |event| {
        let _ = give.send(event.to_json());
    });
    let _watching = running.get::<Events>().subscribe(observer).unwrap();
    let context = ExecutionContext::new(&Clock::system(), &Randomness::seeded(7));
    context.enter(|| {
        tracing::warn!(target: "test", "said");
        running.get::<Events>().emit(Said);
    });
    let event = take.recv().unwrap();
    let [record] = running.get::<Shelves>().stand_in.take().try_into().unwrap();
    let record = serde_json::to_value(record).unwrap();
    assert_eq!(event["type"], "shop.said");
    assert_eq!(event["instance"], "shop-7");
    for name in [
        "application",
        "instance",
        "correlation",
        "request",
        "trace",
        "span",
    ] {
        assert!(event[name].is_string(), "{name}: {event}");
        assert_eq!(event[name], record[name], "{name}");
    }
    running.stop().await.unwrap();
    // Of what is about a module, both name it.
    let stopped = take
        .iter()
        .filter(|event| event["type"] == "module-stopped");
    let modules: Vec<_> = stopped.map(|event| event["module"].clone()).collect();
    let names = ["LoggingModule", "StandInModule", "ShelvesModule"];
    assert_eq!(modules, names);
}
