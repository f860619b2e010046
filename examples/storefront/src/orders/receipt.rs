use std::fmt::Write as _;

use purlin::prelude::*;

use super::{Order, OrdersConfig};

/// The receipt of one order. Which order that is turns out at run time: whoever writes receipts
/// asks for `Factory<Receipt>`.
#[provides]
pub struct Receipt {
    config: Arc<OrdersConfig>,
    #[assisted]
    order: Order,
}

impl Receipt {
    /// The receipt as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let order = &self.order;
        let mut text = format!(
            "{}\norder {} ({})\n\n",
            self.config.seller, order.id, order.status
        );
        let mut full = 0_i64;
        for line in &order.lines {
            let cents = line.price_cents.saturating_mul(line.quantity);
            full = full.saturating_add(cents);
            let _ = writeln!(
                text,
                "{:>6} x {:<32} {:>12}",
                line.quantity,
                line.name,
                euros(cents)
            );
        }
        if full > order.total_cents {
            let less = full - order.total_cents;
            let _ = writeln!(text, "{:>9}{:<32} {:>12}", "", "discount", euros(-less));
        }
        let _ = writeln!(
            text,
            "{:>9}{:<32} {:>12}",
            "",
            "total",
            euros(order.total_cents)
        );
        text
    }
}

fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
