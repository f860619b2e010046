//! A component that nothing asks for is a warning, here denied.
#![deny(deprecated)]

use purlin::prelude::*;

#[provides]
pub struct Clock {}

#[provides]
pub struct Journal {
    _clock: Arc<Clock>,
}

#[module(components = [Clock, Journal])]
pub struct JournalModule;

#[app(modules = [JournalModule])]
pub struct Shop;

fn main() {}
