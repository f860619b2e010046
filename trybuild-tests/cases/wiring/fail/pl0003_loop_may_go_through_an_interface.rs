//! A loop through an interface is a loop.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct SmtpMailer {
    templates: Arc<Templates>,
}

impl Mailer for SmtpMailer {}

#[provides]
pub struct Templates {
    mailer: Arc<dyn Mailer>,
}

#[module(components = [SmtpMailer, Templates])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
