//! A module counts only where an application lists it, or a listed module imports it.
use purlin::prelude::*;


pub mod billing {
    use purlin::prelude::*;

    #[provides]
    pub struct Invoices;

    #[module(components = [Invoices])]
    pub struct BillingModule;
}

pub mod orders {
    use purlin::prelude::*;

    use super::billing::Invoices;

    #[provides]
    pub struct OrderService {
        invoices: Arc<Invoices>,
    }

    pub struct OrdersModule;

    #[module(components = [OrderService])]
    impl OrdersModule {
        #[task]
        async fn expire(_orders: Arc<OrderService>, _stop: Stop) {}
    }
}

#[app(modules = [orders::OrdersModule])]
pub struct Storefront;

fn main() {}
