use purlin::database::{Engine, Migrations, Schema, Sql};

/// The tables of orders and their lines.
pub struct OrdersSchema;

impl Schema for OrdersSchema {
    const NAME: &'static str = "orders";

    fn migrations() -> Migrations {
        Migrations::new()
            .sql(
                "0001_orders",
                Sql::new(include_str!("../../migrations/0001_orders.sql"))
                    .on(
                        Engine::Postgres,
                        include_str!("../../migrations/0001_orders.postgres.sql"),
                    )
                    .on(
                        Engine::MySql,
                        include_str!("../../migrations/0001_orders.mysql.sql"),
                    )
                    .down("DROP TABLE order_lines; DROP TABLE orders"),
            )
            .sql(
                "0002_tenants",
                Sql::new(include_str!("../../migrations/0002_tenants.sql"))
                    .on(
                        Engine::MySql,
                        include_str!("../../migrations/0002_tenants.mysql.sql"),
                    )
                    .down(include_str!("../../migrations/0002_tenants.down.sql"))
                    .down_on(
                        Engine::MySql,
                        include_str!("../../migrations/0002_tenants.down.mysql.sql"),
                    ),
            )
    }
}
