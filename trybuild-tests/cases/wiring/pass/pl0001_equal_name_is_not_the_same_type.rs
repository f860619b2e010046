//! Types are compared, not their names: the message points at the namesake.
use purlin::prelude::*;


pub mod http {
    use purlin::prelude::*;

    #[provides]
    pub struct Client;
}

pub mod mail {
    pub struct Client;
}

#[provides]
pub struct Newsletter {
    client: Arc<http::Client>,
}

pub struct OrdersModule;

#[module(components = [http::Client, Newsletter])]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
