//! A lazy dependency may close a loop; the loop behind it is still one.
use purlin::prelude::*;

#[provides]
pub struct Host {
    _guest: Lazy<Guest>,
}

#[provides]
pub struct Guest {
    _host: Arc<Host>,
    _seat: Arc<Seat>,
}

#[provides]
pub struct Seat {
    _guest: Arc<Guest>,
}

#[module(components = [Host, Guest, Seat])]
pub struct PartyModule;

#[app(modules = [PartyModule], expose = [Host])]
pub struct Party;

fn main() {}
