//! An interface is borrowed as `dyn Trait`.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

pub struct OrdersModule;

#[module(components = [SmtpMailer])]
impl OrdersModule {
    #[on_start]
    async fn greet(_mailer: &dyn Mailer) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
