//! A component is a struct with named fields, a tuple struct or a unit struct, with braces or not.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

#[provides]
struct Unit;

#[provides]
struct Braces {}

#[provides]
struct Parentheses();

#[provides]
struct Tuple(Arc<Unit>, #[value(2)] u32, Option<Arc<Braces>>);

#[module(components = [Unit, Braces, Parentheses, Tuple])]
struct OrdersModule;

struct WarmModule;

#[module(imports = [OrdersModule])]
impl WarmModule {
    #[on_start]
    fn warm(tuple: &Tuple, _unit: &Unit, _parentheses: &Parentheses) -> Result<(), Error> {
        let Tuple(_unit, two, braces) = tuple;
        assert!(*two == 2 && braces.is_some());
        Ok(())
    }
}

#[app(modules = [WarmModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
