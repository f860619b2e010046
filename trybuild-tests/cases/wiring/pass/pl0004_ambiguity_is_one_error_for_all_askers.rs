//! Several askers of an interface with equal providers are one mistake.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer, priority = 1)]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

#[provides(as = dyn Mailer)]
pub struct QueueMailer;

impl Mailer for QueueMailer {}

#[provides]
pub struct Newsletter {
    mailer: Arc<dyn Mailer>,
}

#[provides]
pub struct Reminders {
    mailer: Arc<dyn Mailer>,
}

#[module(components = [SmtpMailer, QueueMailer, Newsletter, Reminders])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
