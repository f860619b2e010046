//! A service that is missing is one mistake however many ask for it.
use purlin::prelude::*;


pub struct Ledger;

pub mod billing {
    use purlin::prelude::*;

    use super::Ledger;

    #[provides]
    pub struct Invoices {
        ledger: Arc<Ledger>,
    }

    #[module(components = [Invoices])]
    pub struct BillingModule;
}

pub mod orders {
    use purlin::prelude::*;

    use super::Ledger;

    #[provides]
    pub struct OrderService {
        ledger: Arc<Ledger>,
    }

    pub struct OrdersModule;

    #[module(components = [OrderService])]
    impl OrdersModule {
        #[health]
        async fn check(_ledger: &Ledger) -> Health {
            Health::healthy()
        }
    }
}

pub struct LedgerModule;

#[module]
impl LedgerModule {}

#[app(modules = [billing::BillingModule, orders::OrdersModule, LedgerModule])]
pub struct Storefront;

fn main() {}
