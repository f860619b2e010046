//! What nothing provides is missing once, under whatever names it is asked for.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

#[provides]
pub struct Letters {
    _mailer: Arc<dyn Mailer>,
    #[named("urgent")]
    _urgent: Arc<dyn Mailer>,
}

#[provides]
pub struct Bills {
    #[named("urgent")]
    _urgent: Arc<dyn Mailer>,
}

#[module(components = [Letters, Bills])]
pub struct OfficeModule;

#[app(modules = [OfficeModule], expose = [Letters, Bills])]
pub struct Office;

fn main() {}
