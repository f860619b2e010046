//! What is made keeps its arguments.
use purlin::prelude::*;

pub struct Report;

pub struct ShopModule;

#[module]
impl ShopModule {
    #[provides]
    fn report(#[assisted] title: &str) -> Report {
        let _ = title;
        Report
    }

    #[on_start]
    fn open(_reports: Factory<Report>) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
