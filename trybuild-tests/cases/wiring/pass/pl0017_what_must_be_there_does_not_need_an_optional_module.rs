//! What must be there cannot hang on a module that may fail.
use purlin::prelude::*;

pub struct Index;

pub struct SearchModule;

#[module]
impl SearchModule {
    #[provides]
    fn index() -> Index {
        Index
    }
}

#[provides]
pub struct Catalog {
    _index: Option<Arc<Index>>,
}

#[module(components = [Catalog])]
pub struct CatalogModule;

#[app(modules = [CatalogModule, optional SearchModule], expose = [Catalog])]
pub struct Shop;

fn main() {}
