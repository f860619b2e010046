//! The latest events.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

use super::{types::Types, wire::Told};
use crate::{events::Event, logging::Masks};

/// The latest events may lag behind so long.
const CATCHING_UP: Duration = Duration::from_secs(1);

/// The latest events.
pub(super) struct Latest {
    room: usize,
    events: Mutex<VecDeque<Event>>,
    /// The number of the last of them.
    seen: watch::Sender<u64>,
}

impl Latest {
    pub(super) fn new(room: usize) -> Self {
        Self {
            room,
            events: Mutex::default(),
            seen: watch::channel(0).0,
        }
    }

    fn events(&self) -> MutexGuard<'_, VecDeque<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, event: Event) {
        let mut events = self.events();
        if events.len() >= self.room {
            events.pop_front();
        }
        let number = event.sequence;
        events.push_back(event);
        drop(events);
        self.seen.send_replace(number);
    }

    /// The last of those that are wanted, up to that of this number.
    pub(super) fn last(
        &self,
        count: usize,
        wanted: &Types,
        until: u64,
        masks: &Masks,
    ) -> Vec<Told> {
        let events = self.events();
        let last = events.iter().rev();
        let mut last: Vec<Told> = last
            .filter(|event| event.sequence <= until && wanted.want(&event.kind))
            .take(count)
            .map(|event| Told::of(event, masks))
            .collect();
        last.reverse();
        last
    }

    /// Waits until the event of this number is among them, if it comes at all.
    pub(super) async fn reach(&self, number: u64) {
        let mut seen = self.seen.subscribe();
        // It has gone by in a full queue, if not.
        let _ = timeout(CATCHING_UP, seen.wait_for(|seen| *seen >= number)).await;
    }
}
