//! A bounded queue inside the process, between those who notify and the task that sends.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use purlin::{context::Envelope, prelude::*};
use tokio::sync::{
    Mutex,
    mpsc::{self, error::TrySendError},
};

use super::{Notice, NotificationConfig, Notifier};

/// Notices that wait to be sent.
pub struct NotificationQueue {
    sender: mpsc::Sender<Envelope<Notice>>,
    receiver: Mutex<mpsc::Receiver<Envelope<Notice>>>,
    dropped: AtomicU64,
}

/// How many notices found the queue full since it was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped(pub u64);

impl NotificationQueue {
    /// An empty queue.
    #[must_use]
    pub fn new(config: &NotificationConfig) -> Self {
        let (sender, receiver) = mpsc::channel(config.capacity.max(1));
        Self {
            sender,
            receiver: Mutex::new(receiver),
            dropped: AtomicU64::new(0),
        }
    }

    /// Puts a notice into the queue; drops and counts it if the queue is full.
    pub fn push(&self, notice: Notice) {
        if let Err(TrySendError::Full(_) | TrySendError::Closed(_)) =
            self.sender.try_send(Envelope::seal(notice))
        {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Gives notices to `send` as they come, in the context of the one who notified. When `stop` is requested, sends what still waits and
    /// returns.
    pub async fn deliver(&self, stop: &Stop, mut send: impl FnMut(Notice, Dropped)) {
        let mut receiver = self.receiver.lock().await;
        loop {
            let notice = tokio::select! {
                () = stop.requested() => break,
                notice = receiver.recv() => notice,
            };
            if let Some(notice) = notice {
                self.open(notice, &mut send).await;
            }
        }
        while let Ok(notice) = receiver.try_recv() {
            self.open(notice, &mut send).await;
        }
    }

    async fn open(&self, notice: Envelope<Notice>, send: &mut impl FnMut(Notice, Dropped)) {
        let dropped = self.take_dropped();
        notice.open(async |notice| send(notice, dropped)).await;
    }

    fn take_dropped(&self) -> Dropped {
        Dropped(self.dropped.swap(0, Ordering::Relaxed))
    }
}

/// What the other modules see of the queue.
pub struct QueueNotifier(Arc<NotificationQueue>);

impl QueueNotifier {
    /// Notifies through `queue`.
    #[must_use]
    pub fn new(queue: Arc<NotificationQueue>) -> Self {
        Self(queue)
    }
}

impl Notifier for QueueNotifier {
    fn notify(&self, notice: Notice) {
        self.0.push(notice);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn queue(capacity: usize) -> NotificationQueue {
        NotificationQueue::new(&NotificationConfig {
            capacity,
            channel: "log".to_owned(),
            file: "notices.jsonl".into(),
        })
    }

    fn notice(number: u128) -> Notice {
        Notice::Placed {
            order: Uuid::from_u128(number),
            email: "ada@example.org".to_owned(),
        }
    }

    #[tokio::test]
    async fn what_waits_is_sent_in_order_before_the_task_ends() {
        let (queue, stop) = (queue(3), Stop::new());
        (1..=3).for_each(|number| queue.push(notice(number)));
        stop.request();
        let mut sent = Vec::new();
        queue
            .deliver(&stop, |notice, _| sent.push(notice.order()))
            .await;
        assert_eq!(sent, [1, 2, 3].map(Uuid::from_u128));
    }

    #[tokio::test]
    async fn a_full_queue_drops_what_is_new_and_tells_how_many_once() {
        let (queue, stop) = (queue(2), Stop::new());
        (1..=5).for_each(|number| queue.push(notice(number)));
        stop.request();
        let mut sent = Vec::new();
        queue
            .deliver(&stop, |notice, dropped| {
                sent.push((notice.order(), dropped));
            })
            .await;
        let expected = [(1, 3), (2, 0)].map(|(order, n)| (Uuid::from_u128(order), Dropped(n)));
        assert_eq!(sent, expected);
    }
}
