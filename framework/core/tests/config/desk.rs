//! An application whose hooks do what its services are told.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use purlin::prelude::*;

/// How orders are limited.
#[config(prefix = "orders")]
#[derive(Debug)]
pub(crate) struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10, range(1..=1000), dynamic)]
    pub(crate) max_open: u32,
    /// Where orders are kept.
    #[config(default = "memory")]
    pub(crate) store: String,
    /// Key of the payment provider.
    #[config(dynamic)]
    pub(crate) key: Option<Secret<String>>,
}

/// How the catalogue is shown.
#[config(prefix = "catalog")]
#[derive(Debug)]
pub(crate) struct CatalogConfig {
    /// Items on a page.
    #[config(default = 20, dynamic)]
    pub(crate) page: u32,
    /// How long a page is kept.
    #[config(default = "5m", dynamic)]
    pub(crate) keep: std::time::Duration,
}

/// What the hooks saw, and what they are to do.
#[provides]
pub(crate) struct Log {
    #[value(Mutex::default())]
    lines: Mutex<Vec<String>>,
    #[value(AtomicBool::new(false))]
    pub(crate) refuse: AtomicBool,
    #[value(AtomicBool::new(false))]
    pub(crate) hang: AtomicBool,
    #[value(AtomicBool::new(false))]
    pub(crate) panic: AtomicBool,
}

impl Log {
    pub(crate) fn push(&self, line: String) {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Follows both sections.
#[provides]
pub(crate) struct Desk {
    pub(crate) orders: Live<OrdersConfig>,
    pub(crate) catalog: Live<CatalogConfig>,
    /// As it was at the start.
    pub(crate) first: Arc<OrdersConfig>,
}

pub(crate) struct OrdersModule;

#[module(config = OrdersConfig, components = [Log])]
impl OrdersModule {
    #[on_reload]
    fn first(log: &Log, change: &Change<OrdersConfig>) -> Result<(), String> {
        let (before, after) = (change.before().max_open, change.after().max_open);
        log.push(format!("first {before} → {after}"));
        Ok(())
    }
}

pub(crate) struct DeskModule;

#[module(config = CatalogConfig, components = [Desk], imports = [OrdersModule])]
impl DeskModule {
    #[on_start]
    fn warm(live: Live<OrdersConfig>, log: &Log) {
        log.push(format!("warm {}", live.read().max_open));
    }

    #[on_reload(timeout = "1s")]
    async fn second(log: Arc<Log>, change: &Change<OrdersConfig>) -> Result<(), String> {
        if log.hang.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        assert!(!log.panic.load(Ordering::SeqCst), "on purpose");
        if log.refuse.load(Ordering::SeqCst) {
            return Err("not now".to_owned());
        }
        log.push(format!("second {:?}", change.fields()));
        Ok(())
    }

    #[on_reload]
    async fn pages(log: &Log, desk: &Desk, change: &Change<CatalogConfig>) {
        log.push(format!(
            "pages {} → {} while {} is in force",
            change.before().page,
            change.after().page,
            desk.catalog.read().page
        ));
    }

    #[health]
    fn check(desk: &Desk) -> Health {
        Health::from(if desk.orders.read().max_open > 0 {
            Ok(())
        } else {
            Err("closed")
        })
    }
}

#[app(modules = [DeskModule], expose = [Desk])]
pub(crate) struct Shop;

/// Lanes, as many as one likes.
#[config(prefix = "queue")]
#[derive(Debug)]
pub(crate) struct QueueConfig {
    #[config(nested, dynamic)]
    pub(crate) lanes: Vec<Lane>,
}

/// One of them.
#[config]
#[derive(Debug)]
pub(crate) struct Lane {
    name: String,
    #[config(default = 1, range(1..=9))]
    pub(crate) size: u32,
    #[config(secret)]
    key: Option<String>,
}

#[provides]
pub(crate) struct Queue {
    pub(crate) settings: Live<QueueConfig>,
}

pub(crate) struct QueueModule;

#[module(config = QueueConfig, components = [Queue])]
impl QueueModule {}

#[app(modules = [QueueModule], expose = [Queue])]
pub(crate) struct Queues;
