//! What is one per tenant outlives each of its requests.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Session;

#[provides(scope = tenant)]
pub struct Prices {
    _session: Arc<Session>,
}

pub struct ShopModule;

#[module(components = [Session, Prices])]
impl ShopModule {
    #[on_start]
    fn open(_prices: PerTenant<Prices>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
