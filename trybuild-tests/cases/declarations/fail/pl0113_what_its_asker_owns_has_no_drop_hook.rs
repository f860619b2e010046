//! Nobody knows when the last of what is made anew for each asker is dropped.
use purlin::prelude::*;

#[provides(scope = transient, on_drop = Self::leave)]
pub struct Stamp;

impl Stamp {
    pub async fn leave(&self) {}
}

pub struct ShopModule;

#[module(components = [Stamp])]
impl ShopModule {
    #[on_start]
    fn open(_stamp: Arc<Stamp>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
