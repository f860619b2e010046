use purlin::prelude::*;

use super::{
    Channel, DirectNotifier, Dropped, FileChannel, LogChannel, Notice, NotificationConfig,
    NotificationQueue, Notifier, Postman, QueueNotifier,
};

/// Provides `dyn Notifier`: the one that everybody gets puts notices into a queue and never waits,
/// the one named `direct` sends them at once, for those who work in the background anyway.
pub struct NotificationModule;

#[module(config = NotificationConfig, components = [LogChannel, FileChannel])]
impl NotificationModule {
    #[provides]
    fn postman(
        channels: AllNamed<dyn Channel>,
        config: &NotificationConfig,
    ) -> Result<Postman, Error> {
        Postman::new(&channels, config)
    }

    #[provides]
    fn queue(config: &NotificationConfig) -> NotificationQueue {
        NotificationQueue::new(config)
    }

    #[provides(as = dyn Notifier)]
    fn notifier(queue: Arc<NotificationQueue>) -> QueueNotifier {
        QueueNotifier::new(queue)
    }

    #[provides(as = dyn Notifier, name = "direct")]
    fn direct(postman: Arc<Postman>) -> DirectNotifier {
        DirectNotifier::new(postman)
    }

    #[task]
    async fn deliver(queue: Arc<NotificationQueue>, postman: Arc<Postman>, stop: Stop) {
        queue
            .deliver(&stop, |notice, dropped| send(&postman, &notice, dropped))
            .await;
    }
}

fn send(postman: &Postman, notice: &Notice, Dropped(dropped): Dropped) {
    if dropped > 0 {
        tracing::warn!(
            dropped,
            "the notification queue was full: notices were dropped"
        );
    }
    postman.send(notice);
}
