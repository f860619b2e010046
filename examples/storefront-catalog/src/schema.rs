use purlin::database::{Migrations, Schema, Sql};

/// The tables of the catalog, and the first products.
pub struct CatalogSchema;

impl Schema for CatalogSchema {
    const NAME: &'static str = "catalog";

    fn migrations() -> Migrations {
        Migrations::new()
            .sql(
                "0001_products",
                Sql::new(include_str!("../migrations/0001_products.sql"))
                    .down("DROP TABLE products"),
            )
            .sql(
                "0002_first_products",
                Sql::new(include_str!("../migrations/0002_first_products.sql"))
                    .down("DELETE FROM products"),
            )
    }
}
