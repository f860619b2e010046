use std::time::Duration;

use purlin::prelude::*;

/// What may be ordered, and how long an order waits to be paid.
#[config(prefix = "orders")]
pub struct OrdersConfig {
    /// Lines that one order may have.
    #[config(default = 50)]
    pub max_lines: usize,
    /// Pieces that one line may ask for.
    #[config(default = 1_000)]
    pub max_quantity: i64,
    /// How long an order stays open without being paid.
    #[config(default = "24h")]
    pub expire_after: Duration,
    /// How often open orders are looked through.
    #[config(default = "1m")]
    pub expiry_check: Duration,
}
