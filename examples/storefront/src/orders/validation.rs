//! Turns what a customer sends into priced lines, or says everything that is wrong with it.

use std::collections::HashMap;

use purlin::http_server::FieldProblem;
use storefront_catalog::Product;

use super::{Line, MOST_LINES, MOST_PIECES, NewOrder, OrderError, OrdersConfig, email::is_email};

/// Checks `new` against the limits and the products that the catalog found for it.
///
/// # Errors
/// [`OrderError::Invalid`] with every problem if the contract is broken, [`OrderError::Refused`] if only the
/// shop's own limits and its catalog are in the way.
pub(super) fn lines(
    new: &NewOrder,
    products: &[Product],
    config: &OrdersConfig,
) -> Result<Vec<Line>, OrderError> {
    let kept = is_email(&new.email)
        && (1..=MOST_LINES).contains(&new.lines.len())
        && new
            .lines
            .iter()
            .all(|line| (1..=MOST_PIECES).contains(&line.quantity));
    let mut problems = Vec::new();
    let mut refuse =
        |field: String, message: String| problems.push(FieldProblem { field, message });
    if !is_email(&new.email) {
        refuse("email".to_owned(), "must be an e-mail address".to_owned());
    }
    if new.lines.is_empty() || new.lines.len() > config.max_lines {
        let most = config.max_lines;
        refuse(
            "lines".to_owned(),
            format!("must be from 1 to {most} lines"),
        );
    }
    let known: HashMap<_, _> = products.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut lines = Vec::with_capacity(new.lines.len());
    for (index, line) in new.lines.iter().enumerate() {
        let most = config.max_quantity;
        if !(1..=most).contains(&line.quantity) {
            refuse(
                format!("lines[{index}].quantity"),
                format!("must be from 1 to {most}"),
            );
        }
        match known.get(line.product.as_str()) {
            None => refuse(
                format!("lines[{index}].product"),
                "is not in the catalog".to_owned(),
            ),
            Some(product) => lines.push(Line {
                product: product.id.clone(),
                name: product.name.clone(),
                price_cents: product.price_cents,
                quantity: line.quantity,
            }),
        }
    }
    if problems.is_empty() {
        Ok(lines)
    } else if kept {
        Err(OrderError::Refused(problems))
    } else {
        Err(OrderError::Invalid(problems))
    }
}

/// The sum of `lines` in cents.
///
/// # Errors
/// [`OrderError::Refused`] if it is too large for a number of 64 bits.
pub(super) fn total(lines: &[Line]) -> Result<i64, OrderError> {
    lines
        .iter()
        .try_fold(0_i64, |sum, line| {
            sum.checked_add(line.price_cents.checked_mul(line.quantity)?)
        })
        .ok_or_else(|| {
            OrderError::Refused(vec![FieldProblem {
                field: "lines".to_owned(),
                message: "cost more than can be counted".to_owned(),
            }])
        })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::orders::NewLine;

    const LIMITS: OrdersConfig = OrdersConfig {
        max_lines: 2,
        max_quantity: 10,
        expire_after: Duration::ZERO,
        expiry_check: Duration::ZERO,
        seller: String::new(),
    };

    fn tile() -> Product {
        Product {
            id: "tile".to_owned(),
            name: "Tile".to_owned(),
            price_cents: 790,
        }
    }

    fn order(email: &str, wanted: &[(&str, i64)]) -> NewOrder {
        NewOrder {
            email: email.to_owned(),
            lines: wanted
                .iter()
                .map(|(product, quantity)| NewLine {
                    product: (*product).to_owned(),
                    quantity: *quantity,
                })
                .collect(),
        }
    }

    fn wrong(order: &NewOrder) -> Vec<String> {
        match lines(order, &[tile()], &LIMITS) {
            Err(OrderError::Invalid(fields)) => fields.into_iter().map(|one| one.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_good_order_takes_name_and_price_from_the_catalog() {
        let order = order("ada@example.org", &[("tile", 10), ("tile", 1)]);
        let lines = lines(&order, &[tile()], &LIMITS).unwrap();
        assert_eq!(
            (lines[0].price_cents, lines[0].name.as_str()),
            (790, "Tile")
        );
        assert_eq!(total(&lines).unwrap(), 8_690);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let all = order("ada", &[("tile", 0), ("beam", 11), ("tile", 1)]);
        let expected = [
            "email",
            "lines",
            "lines[0].quantity",
            "lines[1].quantity",
            "lines[1].product",
        ];
        assert_eq!(wrong(&all), expected);
        assert_eq!(wrong(&order("ada@example.org", &[])), ["lines"]);
    }

    #[test]
    fn what_only_the_shop_knows_is_a_conflict() {
        let kept = order("ada@example.org", &[("beam", 1), ("tile", 11)]);
        let refused = lines(&kept, &[tile()], &LIMITS);
        let Err(OrderError::Refused(problems)) = refused else {
            panic!("{refused:?}");
        };
        let fields: Vec<&str> = problems.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["lines[0].product", "lines[1].quantity"]);
    }

    #[test]
    fn a_total_that_cannot_be_counted_is_refused() {
        let mut line = lines(&order("a@b.c", &[("tile", 1)]), &[tile()], &LIMITS).unwrap();
        line[0].quantity = i64::MAX;
        assert!(matches!(total(&line), Err(OrderError::Refused(_))));
    }
}
