//! A provider without a name cannot be asked for by one.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

#[provides]
pub struct Audit {
    #[named("main")]
    ledger: Arc<Ledger>,
}

pub struct OrdersModule;

#[module(components = [Ledger, Audit])]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
