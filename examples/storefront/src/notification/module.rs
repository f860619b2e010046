use purlin::prelude::*;

use super::{Dropped, Notice, NotificationConfig, NotificationQueue, Notifier, QueueNotifier};

/// Provides `dyn Notifier`; sends in the background, by writing to the log.
pub struct NotificationModule;

#[module(config = NotificationConfig)]
impl NotificationModule {
    #[provides]
    fn queue(config: &NotificationConfig) -> NotificationQueue {
        NotificationQueue::new(config)
    }

    #[provides(as = dyn Notifier)]
    fn notifier(queue: Arc<NotificationQueue>) -> QueueNotifier {
        QueueNotifier::new(queue)
    }

    #[task]
    async fn deliver(queue: Arc<NotificationQueue>, stop: Stop) {
        queue
            .deliver(&stop, |notice, dropped| send(&notice, dropped))
            .await;
    }
}

fn send(notice: &Notice, Dropped(dropped): Dropped) {
    if dropped > 0 {
        tracing::warn!(
            dropped,
            "the notification queue was full: notices were dropped"
        );
    }
    tracing::info!(order = %notice.order(), "to the customer: {}", notice.subject());
}
