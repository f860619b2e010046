use purlin::database::{Migrations, Schema};

/// The tables of orders and their lines.
pub struct OrdersSchema;

impl Schema for OrdersSchema {
    const NAME: &'static str = "orders";

    fn migrations() -> Migrations {
        Migrations::new().sql(
            "0001_orders",
            include_str!("../../migrations/0001_orders.sql"),
        )
    }
}
