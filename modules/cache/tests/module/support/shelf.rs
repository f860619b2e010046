use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use purlin::tenant::TenantId;
use purlin_cache::{
    Answer, CacheError, Changes, Content, Found, Invalidation, Lookup, NewEntry, Store, What,
};
use tokio::{sync::broadcast, time::Instant};

/// A store of a test's own: rows of bytes in a map, as a table of a database might have them.
pub(crate) struct Shelf {
    rows: Mutex<Rows>,
    notices: broadcast::Sender<String>,
    /// Whether it answers.
    pub(crate) away: AtomicBool,
    pub(crate) reads: AtomicU32,
}

#[derive(Default)]
struct Rows {
    now: u64,
    /// When something of a tenant was invalidated last. That is more than need be known: what was
    /// loaded meanwhile is not kept, too much now and then, never too little.
    last: BTreeMap<Option<TenantId>, u64>,
    all: BTreeMap<String, Row>,
}

struct Row {
    tenant: Option<TenantId>,
    region: String,
    key: String,
    marks: Vec<u16>,
    /// None for the knowledge that there is nothing.
    written: Option<Vec<u8>>,
    ends: Instant,
    stale: std::time::Duration,
}

impl Rows {
    fn invalidated(&mut self, tenant: Option<&TenantId>) {
        self.now += 1;
        self.last.insert(tenant.cloned(), self.now);
    }
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self {
            rows: Mutex::default(),
            notices: broadcast::channel(64).0,
            away: AtomicBool::new(false),
            reads: AtomicU32::new(0),
        }
    }

    fn rows(&self) -> Result<MutexGuard<'_, Rows>, CacheError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(CacheError::away("the shelf", "it is being dusted"));
        }
        self.rows
            .lock()
            .map_err(|_| CacheError::refused("the shelf", "it fell down"))
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let rows = self.rows.lock();
        rows.map(|rows| rows.all.keys().cloned().collect())
            .unwrap_or_default()
    }
}

#[async_trait]
impl Store for Shelf {
    fn name(&self) -> &'static str {
        "the shelf"
    }

    async fn ping(&self) -> Result<(), CacheError> {
        self.rows().map(drop)
    }

    async fn read(&self, lookup: &Lookup<'_>) -> Result<Answer, CacheError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        let (rows, now) = (self.rows()?, Instant::now());
        let found = lookup.keys().iter().map(|key| {
            let row = rows.all.get(&lookup.name(key))?;
            let left = row.ends.checked_duration_since(now)?;
            let content = match &row.written {
                Some(written) => lookup.value(written)?,
                None => Content::Nothing,
            };
            let stale = row.stale;
            (!left.is_zero()).then_some(Found {
                content,
                left,
                stale,
            })
        });
        let found = found.collect();
        Ok(Answer {
            at: rows.now,
            found,
        })
    }

    async fn write(&self, entry: &NewEntry<'_>) -> Result<bool, CacheError> {
        let row = Row {
            tenant: entry.tenant().cloned(),
            region: entry.region().to_owned(),
            key: entry.key().to_owned(),
            marks: entry.marks().collect(),
            written: match entry.content() {
                Content::Value(_) => Some(entry.written()?),
                Content::Nothing => None,
            },
            ends: Instant::now() + entry.lifetime(),
            stale: entry.stale(),
        };
        let mut rows = self.rows()?;
        match entry.since() {
            Some(since) if rows.last.get(&row.tenant).is_some_and(|at| *at > since) => {
                return Ok(false);
            }
            Some(_) => {}
            None => {
                rows.invalidated(entry.tenant());
                // Nobody may be there to hear it.
                let _ = self.notices.send(entry.notice().to_owned());
            }
        }
        rows.all.insert(entry.name(), row);
        Ok(true)
    }

    async fn invalidate(&self, gone: &Invalidation, notice: &str) -> Result<(), CacheError> {
        let mut rows = self.rows()?;
        rows.invalidated(gone.tenant());
        rows.all.retain(|_, row| {
            let is_gone = match gone.what() {
                What::Key { region, key } => *row.region == **region && *row.key == **key,
                What::Prefix { region, prefix } => {
                    *row.region == **region && row.key.starts_with(&**prefix)
                }
                What::Mark(mark) => row.marks.contains(mark),
            };
            !is_gone || row.tenant.as_ref() != gone.tenant()
        });
        let _ = self.notices.send(notice.to_owned());
        Ok(())
    }

    async fn listen(&self, changes: &Changes<'_>) -> Result<(), CacheError> {
        let mut notices = self.notices.subscribe();
        changes.listening();
        while let Ok(notice) = notices.recv().await {
            changes.told(notice.as_bytes());
        }
        Ok(())
    }
}
