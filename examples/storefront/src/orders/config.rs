use std::time::Duration;

use purlin::prelude::*;

/// What may be ordered, and how long an order waits to be paid.
#[config(prefix = "orders")]
pub struct OrdersConfig {
    /// Lines that one order may have.
    #[config(default = 50, range(1..=1_000))]
    pub max_lines: usize,
    /// Pieces that one line may ask for.
    #[config(default = 1_000, range(1..=1_000_000))]
    pub max_quantity: i64,
    /// How long an order stays open without being paid.
    #[config(default = "24h", range("1s"..="365d"))]
    pub expire_after: Duration,
    /// How often open orders are looked through.
    #[config(default = "1m", range("1ms"..="1h"))]
    pub expiry_check: Duration,
    /// Who sells, as it stands on receipts.
    #[config(default = "Purlin Storefront", length(1..=80))]
    pub seller: String,
}

/// What makes orders cheaper.
#[config(prefix = "discount")]
pub struct DiscountConfig {
    /// Pieces of one product from which on they cost less.
    #[config(default = 500, range(1..))]
    pub bulk_from: i64,
    /// How much less such a line costs, in percent.
    #[config(default = 5, range(..=100), unit = "percent")]
    pub bulk_percent: u8,
    /// What an order costs from which on all of it costs less.
    #[config(default = 10_000_000, range(1..), unit = "cents")]
    pub large_from_cents: i64,
    /// How much less such an order costs, in percent.
    #[config(default = 2, range(..=100), unit = "percent")]
    pub large_percent: u8,
}
