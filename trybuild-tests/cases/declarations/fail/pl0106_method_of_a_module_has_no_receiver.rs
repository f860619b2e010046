//! A module has no value, so its methods take no `self`.
use purlin::prelude::*;


#[provides]
pub struct Ledger;

pub struct OrdersModule;

#[module(components = [Ledger])]
impl OrdersModule {
    #[on_start]
    async fn warm(&self, _ledger: &Ledger) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
