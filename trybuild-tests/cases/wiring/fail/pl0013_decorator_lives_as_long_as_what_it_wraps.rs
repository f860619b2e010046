//! What wraps a service that lives as long as the application lives as long too.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct Smtp;

impl Mailer for Smtp {}

#[provides(scope = request)]
pub struct Session;

#[decorates(dyn Mailer)]
pub struct Signed {
    _inner: Arc<dyn Mailer>,
    _session: Arc<Session>,
}

impl Mailer for Signed {}

pub struct ShopModule;

#[module(components = [Session, Signed])]
impl ShopModule {
    #[provides(as = dyn Mailer)]
    fn smtp() -> Smtp {
        Smtp
    }

    #[on_start]
    fn open(_mailer: &dyn Mailer) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
