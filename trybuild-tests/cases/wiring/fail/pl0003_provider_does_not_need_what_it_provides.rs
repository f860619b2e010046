//! A provider does not ask for what it makes.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

pub struct Audited(Arc<dyn Mailer>);

impl Mailer for Audited {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides(as = dyn Mailer)]
    fn audited(inner: Arc<dyn Mailer>) -> Audited {
        Audited(inner)
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
