//! An interface has no size, so it is returned shared.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> dyn Mailer {
        SmtpMailer
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
