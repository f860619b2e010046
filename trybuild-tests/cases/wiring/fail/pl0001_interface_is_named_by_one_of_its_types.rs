//! Several types implement the interface, and none is provided as it: whoever wires it says which.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

#[provides]
pub struct LogMailer;

impl Mailer for LogMailer {}

#[provides]
pub struct Orders {
    #[expect(dead_code, reason = "asking for it is enough")]
    mailer: Arc<dyn Mailer>,
}

pub struct OrdersModule;

#[module(components = [SmtpMailer, LogMailer, Orders])]
impl OrdersModule {
    #[on_start]
    async fn warm(_smtp: Arc<SmtpMailer>, _log: Arc<LogMailer>, _orders: Arc<Orders>) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
