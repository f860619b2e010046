//! An interface is provided by saying so with `as`; that a provided type implements it is not enough.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

pub struct OrdersModule;

#[module(components = [SmtpMailer])]
impl OrdersModule {
    #[on_start]
    async fn greet(mailer: Arc<dyn Mailer>) {
        drop(mailer);
    }
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
