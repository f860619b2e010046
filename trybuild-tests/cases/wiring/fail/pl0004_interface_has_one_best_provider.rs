//! Of several providers of an interface one is best: by name, by priority, by registration.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

#[provides(as = dyn Mailer)]
pub struct QueueMailer;

impl Mailer for QueueMailer {}

#[provides]
pub struct Newsletter {
    mailer: Arc<dyn Mailer>,
}

#[module(components = [SmtpMailer, QueueMailer, Newsletter])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
