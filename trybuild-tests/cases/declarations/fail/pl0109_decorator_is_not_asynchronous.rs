//! A decorator wraps at once: it is not asynchronous.
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
    async fn audited(inner: Arc<dyn Mailer>) -> Smtp {
        let _ = inner;
        Smtp
    }
}

#[app(modules = [MailModule])]
pub struct Shop;

fn main() {}
