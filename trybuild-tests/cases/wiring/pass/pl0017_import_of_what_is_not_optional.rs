//! A module that others import is as optional as they are.
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

#[module(imports = [SearchModule])]
pub struct CatalogModule;

#[app(modules = [optional CatalogModule, optional SearchModule])]
pub struct Shop;

fn main() {}
