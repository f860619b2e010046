//! A loop of services that crosses modules is one mistake, not a loop of modules as well.
use purlin::prelude::*;


pub mod orders {
    use purlin::prelude::*;

    use super::billing::Invoices;

    #[provides]
    pub struct OrderService {
        invoices: Arc<Invoices>,
    }

    #[module(components = [OrderService])]
    pub struct OrdersModule;
}

pub mod billing {
    use purlin::prelude::*;

    use super::orders::OrderService;

    #[provides]
    pub struct Invoices {
        orders: Arc<OrderService>,
    }

    #[module(components = [Invoices])]
    pub struct BillingModule;
}

#[app(modules = [orders::OrdersModule, billing::BillingModule])]
pub struct Storefront;

fn main() {}
