//! A decorator wraps something that is provided.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

pub struct Smtp;

impl Mailer for Smtp {}

#[decorates(dyn Mailer)]
pub struct Audited {
    _inner: Arc<dyn Mailer>,
}

impl Mailer for Audited {}

pub struct MailModule;

#[module(components = [Audited])]
impl MailModule {
    #[provides(keep)]
    fn smtp() -> Smtp {
        Smtp
    }
}

#[app(modules = [MailModule])]
pub struct Shop;

fn main() {}
