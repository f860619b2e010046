//! A provider does not ask for what it makes.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

pub struct Audited;

impl Mailer for Audited {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides(as = dyn Mailer)]
    fn audited() -> Audited {
        Audited
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
