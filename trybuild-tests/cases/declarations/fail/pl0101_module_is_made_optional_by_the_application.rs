//! Only an application says that a module is optional.
use purlin::prelude::*;

pub struct Index;

pub struct SearchModule;

#[module]
impl SearchModule {
    #[provides(keep)]
    fn index() -> Index {
        Index
    }
}

#[module(imports = [optional SearchModule])]
pub struct CatalogModule;

#[app(modules = [CatalogModule])]
pub struct Shop;

fn main() {}
