//! A provider implements the interface that it is provided as.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct SmtpMailer;

#[module(components = [SmtpMailer])]
pub struct OrdersModule;

#[app(modules = [OrdersModule], expose = [SmtpMailer])]
pub struct Storefront;

fn main() {}
