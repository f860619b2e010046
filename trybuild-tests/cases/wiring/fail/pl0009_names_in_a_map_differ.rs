//! Two contributions to a map have different names.
use purlin::prelude::*;

pub trait Export: Send + Sync {}

pub struct Csv;

impl Export for Csv {}

pub struct Exports;

#[module]
impl Exports {
    #[contributes(dyn Export, name = "csv")]
    fn csv() -> Csv {
        Csv
    }

    #[contributes(dyn Export, name = "csv")]
    fn tsv() -> Csv {
        Csv
    }

    #[on_start]
    fn list(exports: AllNamed<dyn Export>) {
        let _ = exports.len();
    }
}

#[app(modules = [Exports])]
pub struct Shop;

fn main() {}
