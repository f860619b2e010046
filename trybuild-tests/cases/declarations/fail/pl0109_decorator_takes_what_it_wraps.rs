//! A decorator takes the service that it wraps.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct Smtp;

impl Mailer for Smtp {}

pub struct MailModule;

#[module]
impl MailModule {
    #[provides(as = dyn Mailer, keep)]
    fn smtp() -> Smtp {
        Smtp
    }

    #[decorates(dyn Mailer)]
    fn audited() -> Smtp {
        Smtp
    }
}

#[app(modules = [MailModule])]
pub struct Shop;

fn main() {}
