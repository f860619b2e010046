//! A component that nothing asks for is used once the application exposes it.
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

#[app(modules = [JournalModule], expose = [Journal])]
pub struct Shop;

fn main() {}
