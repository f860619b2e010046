//! The interface of a provider is a type, and its name and priority are literals.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer, name = "smtp", priority = 10)]
pub struct SmtpMailer;

impl Mailer for SmtpMailer {}

#[module(components = [SmtpMailer])]
pub struct OrdersModule;

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
