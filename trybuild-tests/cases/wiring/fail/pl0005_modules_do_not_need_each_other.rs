//! Modules start one after another, so two modules do not need each other.
use purlin::prelude::*;


pub mod orders {
    use purlin::prelude::*;

    use super::billing::Invoices;

    #[provides]
    pub struct Orders;

    #[provides]
    pub struct Checkout {
        invoices: Arc<Invoices>,
    }

    #[module(components = [Orders, Checkout])]
    pub struct OrdersModule;
}

pub mod billing {
    use purlin::prelude::*;

    use super::orders::Orders;

    #[provides]
    pub struct Invoices {
        orders: Arc<Orders>,
    }

    #[module(components = [Invoices])]
    pub struct BillingModule;
}

pub mod shared {
    use purlin::prelude::*;

    #[module]
    pub struct SharedModule;
}

#[app(modules = [shared::SharedModule, orders::OrdersModule, billing::BillingModule])]
pub struct Storefront;

fn main() {}
