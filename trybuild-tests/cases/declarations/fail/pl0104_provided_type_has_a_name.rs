//! A provided type has a name.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides]
    fn ledger() -> impl Mailer {
        SmtpMailer
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
