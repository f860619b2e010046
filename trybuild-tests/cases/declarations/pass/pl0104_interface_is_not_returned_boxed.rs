//! An interface is returned shared, not boxed.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> Arc<dyn Mailer> {
        Arc::new(SmtpMailer)
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
