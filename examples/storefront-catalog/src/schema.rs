use purlin::database::{Migrations, Schema};

/// The tables of the catalog, and the first products.
pub struct CatalogSchema;

impl Schema for CatalogSchema {
    const NAME: &'static str = "catalog";

    fn migrations() -> Migrations {
        Migrations::new()
            .sql(
                "0001_products",
                include_str!("../migrations/0001_products.sql"),
            )
            .sql(
                "0002_first_products",
                include_str!("../migrations/0002_first_products.sql"),
            )
    }
}
