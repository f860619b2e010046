use purlin::prelude::*;

use super::{DiscountConfig, Line};

/// Makes an order cheaper. Discounts are taken one after another, that of the highest priority
/// first, each from what those before it have left.
pub trait Discount: Send + Sync {
    /// How many cents it takes from `rest`, which is what the order still costs.
    fn cents(&self, lines: &[Line], rest: i64) -> i64;
}

/// Less for each line with many pieces of one product. It comes first: what it takes may keep an
/// order below the limit of the next one.
#[contributes(dyn Discount, priority = 10)]
pub struct BulkDiscount {
    config: Arc<DiscountConfig>,
}

impl Discount for BulkDiscount {
    fn cents(&self, lines: &[Line], _rest: i64) -> i64 {
        let bulk = lines
            .iter()
            .filter(|line| line.quantity >= self.config.bulk_from);
        let costs = bulk.map(|line| line.price_cents.saturating_mul(line.quantity));
        costs
            .map(|cents| percent(cents, self.config.bulk_percent))
            .sum()
    }
}

/// Less for an order that costs a lot all the same.
#[contributes(dyn Discount)]
pub struct LargeOrderDiscount {
    config: Arc<DiscountConfig>,
}

impl Discount for LargeOrderDiscount {
    fn cents(&self, _lines: &[Line], rest: i64) -> i64 {
        if rest < self.config.large_from_cents {
            return 0;
        }
        percent(rest, self.config.large_percent)
    }
}

/// What is left of `total` after every discount.
pub(super) fn discounted(discounts: &All<dyn Discount>, lines: &[Line], total: i64) -> i64 {
    discounts.iter().fold(total, |rest, discount| {
        rest - discount.cents(lines, rest).clamp(0, rest)
    })
}

/// So much of `cents`, rounded down: nobody pays less than was said.
fn percent(cents: i64, percent: u8) -> i64 {
    let part = i128::from(cents) * i128::from(percent) / 100;
    i64::try_from(part).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(price_cents: i64, quantity: i64) -> Line {
        Line {
            product: "tile".to_owned(),
            name: "Tile".to_owned(),
            price_cents,
            quantity,
        }
    }

    fn discounts() -> All<dyn Discount> {
        let config = Arc::new(DiscountConfig {
            bulk_from: 100,
            bulk_percent: 10,
            large_from_cents: 9_500,
            large_percent: 50,
        });
        All::new(vec![
            Arc::new(BulkDiscount {
                config: Arc::clone(&config),
            }),
            Arc::new(LargeOrderDiscount { config }),
        ])
    }

    #[test]
    fn each_discount_is_taken_from_what_those_before_have_left() {
        let discounts = discounts();
        // 10,000 less 10 % is below the limit of the large order.
        assert_eq!(discounted(&discounts, &[line(100, 100)], 10_000), 9_000);
        // Without the bulk it is above.
        assert_eq!(discounted(&discounts, &[line(101, 99)], 9_999), 5_000);
        assert_eq!(discounted(&discounts, &[line(1, 1)], 1), 1);
    }

    #[test]
    fn no_discount_takes_more_than_there_is() {
        let discounts = discounts();
        let lines = [line(i64::MAX, 100), line(i64::MAX, 100)];
        assert!(discounted(&discounts, &lines, 10) >= 0);
    }
}
