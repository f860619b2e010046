use purlin::prelude::*;
use tokio::sync::{Mutex, mpsc};

/// Letters that wait to be sent; never more than its capacity.
pub struct MailQueue {
    sender: mpsc::Sender<String>,
    receiver: Mutex<mpsc::Receiver<String>>,
}

/// The queue takes no more letters for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueFull;

impl MailQueue {
    /// An empty queue.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let (sender, receiver) = mpsc::channel(capacity.max(1));
        Self {
            sender,
            receiver: Mutex::new(receiver),
        }
    }

    /// Takes a letter.
    ///
    /// # Errors
    /// [`QueueFull`], and the letter is not taken.
    pub fn push(&self, to: String) -> Result<(), QueueFull> {
        self.sender.try_send(to).map_err(|_| QueueFull)
    }

    /// How many more letters it would take.
    #[must_use]
    pub fn free(&self) -> usize {
        self.sender.capacity()
    }

    /// Gives letters to `send` as they come. When `stop` is requested, sends what still waits and
    /// returns.
    pub async fn deliver(&self, stop: &Stop, send: impl Fn(&str)) {
        let mut receiver = self.receiver.lock().await;
        loop {
            tokio::select! {
                () = stop.requested() => break,
                letter = receiver.recv() => match letter {
                    Some(to) => send(&to),
                    None => break,
                },
            }
        }
        while let Ok(to) = receiver.try_recv() {
            send(&to);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test]
    async fn what_waits_is_sent_before_the_worker_ends() {
        let (queue, stop) = (MailQueue::new(2), Stop::new());
        assert_eq!(queue.push("ada".to_owned()), Ok(()));
        assert_eq!(queue.push("bob".to_owned()), Ok(()));
        assert_eq!(queue.push("eve".to_owned()), Err(QueueFull));
        stop.request();
        let sent = RefCell::new(Vec::new());
        queue
            .deliver(&stop, |to| sent.borrow_mut().push(to.to_owned()))
            .await;
        assert_eq!(*sent.borrow(), ["ada", "bob"]);
        assert_eq!(queue.free(), 2);
    }
}
