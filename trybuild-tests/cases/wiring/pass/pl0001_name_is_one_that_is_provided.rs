//! A service asked for by a name is provided under that name.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer, name = "smtp")]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

#[provides]
pub struct Newsletter {
    #[named("smtp")]
    mailer: Arc<dyn Mailer>,
}

pub struct OrdersModule;

#[module(components = [SmtpMailer, Newsletter])]
impl OrdersModule {}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
