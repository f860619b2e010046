//! What a method of a module provides is there only where the module is.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct Smtp;

impl Mailer for Smtp {}

pub struct MailModule;

#[module]
impl MailModule {
    #[provides(as = dyn Mailer)]
    fn smtp() -> Smtp {
        Smtp
    }
}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[on_start]
    async fn greet(_mailer: &dyn Mailer) {}
}

#[app(modules = [MailModule, OrdersModule])]
pub struct Storefront;

fn main() {}
