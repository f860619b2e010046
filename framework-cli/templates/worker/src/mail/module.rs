use purlin::prelude::*;

use super::{LogMailer, MailApi, MailConfig, MailQueue, Mailer};

/// Takes letters at `POST /letters/{to}` and sends them in the background.
pub struct MailModule;

#[module(config = MailConfig, components = [LogMailer, MailApi])]
impl MailModule {
    #[provides]
    fn queue(config: &MailConfig) -> MailQueue {
        MailQueue::new(config.capacity)
    }

    /// Sends until it is told to stop, and then what still waits.
    #[task]
    async fn send(queue: Arc<MailQueue>, mailer: Arc<dyn Mailer>, stop: Stop) {
        queue.deliver(&stop, |to| mailer.send(to)).await;
    }

    /// A queue that is full says that sending is too slow.
    #[health]
    async fn check(queue: &MailQueue) -> Health {
        match queue.free() {
            0 => Health::degraded("the queue is full"),
            _ => Health::healthy(),
        }
    }
}
