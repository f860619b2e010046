//! Components and modules may come from a macro of the user.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

macro_rules! shop {
    ($module:ident, $service:ident, $needs:ty) => {
        #[provides]
        struct $service {
            needs: Arc<$needs>,
        }

        struct $module;

        #[module(components = [$service])]
        impl $module {
            #[on_start]
            async fn warm(service: &$service) {
                let _: &$needs = &service.needs;
            }
        }
    };
}

#[provides]
struct Ledger;

#[module(components = [Ledger])]
struct LedgerModule;

shop!(OrdersModule, Orders, Ledger);
shop!(BillingModule, Billing, Orders);

#[app(modules = [LedgerModule, OrdersModule, BillingModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
