use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{sync::Notify, time::Instant};

use super::{AnswerStore, Begun, IdempotencyConfig, KeptAnswer};

/// Answers in the memory of this process.
#[derive(Debug)]
pub struct MemoryAnswers {
    keep: Duration,
    most: usize,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    entries: HashMap<String, Entry>,
    /// Keys with answers, the oldest first, each with the moment at which it is forgotten.
    answered: VecDeque<(Instant, String)>,
}

#[derive(Debug)]
struct Entry {
    fingerprint: u64,
    answer: Option<KeptAnswer>,
    settled: Arc<Notify>,
}

impl MemoryAnswers {
    /// None yet.
    #[must_use]
    pub fn new(config: &IdempotencyConfig) -> Self {
        Self {
            keep: config.keep,
            most: config.max_kept,
            known: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while known.answered.len() > self.most
            || known
                .answered
                .front()
                .is_some_and(|(until, _)| *until <= now)
        {
            if let Some((_, key)) = known.answered.pop_front() {
                known.entries.remove(&key);
            }
        }
        known
    }
}

#[async_trait]
impl AnswerStore for MemoryAnswers {
    async fn begin(&self, key: &str, fingerprint: u64) -> Begun {
        let mut known = self.lock();
        match known.entries.get(key) {
            Some(entry) if entry.fingerprint != fingerprint => Begun::Another,
            Some(entry) => entry.answer.clone().map_or(Begun::Running, Begun::Answered),
            None => {
                let entry = Entry {
                    fingerprint,
                    answer: None,
                    settled: Arc::default(),
                };
                known.entries.insert(key.to_owned(), entry);
                Begun::New
            }
        }
    }

    async fn finish(&self, key: &str, answer: KeptAnswer) {
        let mut known = self.lock();
        let Some(entry) = known.entries.get_mut(key) else {
            return;
        };
        entry.answer = Some(answer);
        entry.settled.notify_waiters();
        let until = Instant::now() + self.keep;
        known.answered.push_back((until, key.to_owned()));
    }

    async fn give_up(&self, key: &str) {
        let removed = self.lock().entries.remove(key);
        if let Some(entry) = removed {
            entry.settled.notify_waiters();
        }
    }

    async fn settled(&self, key: &str) {
        let waiting = {
            let known = self.lock();
            let running = known
                .entries
                .get(key)
                .filter(|entry| entry.answer.is_none());
            // Made while nobody can settle it: what comes after is not missed.
            running.map(|entry| Arc::clone(&entry.settled).notified_owned())
        };
        if let Some(waiting) = waiting {
            waiting.await;
        }
    }
}
