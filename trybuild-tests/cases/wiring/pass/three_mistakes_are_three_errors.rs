//! A module that is not listed, a loop, and a type that is provided twice are three errors of one build.
use purlin::prelude::*;


pub mod billing {
    use purlin::prelude::*;

    #[provides]
    pub struct Invoices;

    #[module(components = [Invoices])]
    pub struct BillingModule;
}

pub mod catalog {
    use purlin::prelude::*;

    #[provides]
    pub struct Catalog {
        prices: Arc<Prices>,
    }

    #[provides]
    pub struct Prices {
        discounts: Arc<Discounts>,
    }

    #[provides]
    pub struct Discounts {
    }

    #[module(components = [Catalog, Prices, Discounts])]
    pub struct CatalogModule;
}

pub mod orders {
    use purlin::prelude::*;

    use super::{billing::Invoices, catalog::Catalog};

    #[provides]
    pub struct OrderService {
        catalog: Arc<Catalog>,
        invoices: Arc<Invoices>,
    }

    pub struct OrdersModule;

    #[module(components = [OrderService])]
    impl OrdersModule {
        #[on_start]
        async fn warm(_orders: &OrderService) {}
    }
}

#[app(modules = [billing::BillingModule, catalog::CatalogModule, orders::OrdersModule])]
pub struct Storefront;

fn main() {}
