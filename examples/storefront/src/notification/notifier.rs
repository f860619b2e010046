use std::sync::Arc;

use uuid::Uuid;

use super::Postman;

/// Takes notices for customers. Never waits and never fails: an order is not refused because a
/// letter about it cannot be sent.
pub trait Notifier: Send + Sync {
    /// Takes one notice, to be sent soon.
    fn notify(&self, notice: Notice);
}

/// Sends at once: for those who work in the background and may wait. Nothing is dropped, however
/// many there are.
pub struct DirectNotifier(Arc<Postman>);

impl DirectNotifier {
    /// Notifies by `postman`.
    #[must_use]
    pub fn new(postman: Arc<Postman>) -> Self {
        Self(postman)
    }
}

impl Notifier for DirectNotifier {
    fn notify(&self, notice: Notice) {
        self.0.send(&notice);
    }
}

/// What a customer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// We have your order.
    Placed {
        /// The order.
        order: Uuid,
        /// Where to write.
        email: String,
    },
    /// We have your money.
    Paid {
        /// The order.
        order: Uuid,
        /// Where to write.
        email: String,
    },
    /// We waited for your money in vain.
    Expired {
        /// The order.
        order: Uuid,
        /// Where to write.
        email: String,
    },
}

impl Notice {
    /// The order that it is about.
    #[must_use]
    pub fn order(&self) -> Uuid {
        match self {
            Self::Placed { order, .. } | Self::Paid { order, .. } | Self::Expired { order, .. } => {
                *order
            }
        }
    }

    /// Where to write.
    #[must_use]
    pub fn email(&self) -> &str {
        match self {
            Self::Placed { email, .. } | Self::Paid { email, .. } | Self::Expired { email, .. } => {
                email
            }
        }
    }

    /// The subject of the letter.
    #[must_use]
    pub fn subject(&self) -> &'static str {
        match self {
            Self::Placed { .. } => "your order is placed",
            Self::Paid { .. } => "your order is paid",
            Self::Expired { .. } => "your order has expired",
        }
    }
}
