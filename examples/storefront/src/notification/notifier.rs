use uuid::Uuid;

/// Takes notices for customers. Never waits and never fails: an order is not refused because a
/// letter about it cannot be sent.
pub trait Notifier: Send + Sync {
    /// Takes one notice, to be sent soon.
    fn notify(&self, notice: Notice);
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
