//! Askers in several modules of an interface with equal providers are one mistake.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

pub mod mail {
    use purlin::prelude::*;

    use super::Mailer;

    #[provides(as = dyn Mailer)]
    pub struct SmtpMailer;

    impl Mailer for SmtpMailer {}

    #[provides(as = dyn Mailer, priority = 1)]
    pub struct QueueMailer;

    impl Mailer for QueueMailer {}

    #[module(components = [SmtpMailer, QueueMailer])]
    pub struct MailModule;
}

pub mod orders {
    use purlin::prelude::*;

    use super::Mailer;

    #[provides]
    pub struct Receipts {
        mailer: Arc<dyn Mailer>,
    }

    #[module(components = [Receipts])]
    pub struct OrdersModule;
}

pub mod news {
    use purlin::prelude::*;

    use super::Mailer;

    #[provides]
    pub struct Newsletter {
        mailer: Arc<dyn Mailer>,
    }

    #[module(components = [Newsletter])]
    pub struct NewsModule;
}

#[app(modules = [mail::MailModule, orders::OrdersModule, news::NewsModule])]
pub struct Storefront;

fn main() {}
