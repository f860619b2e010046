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

#[provides(as = dyn Mailer)]
pub struct Post;

impl Mailer for Post {}

#[provides(as = dyn Mailer, name = "urgent")]
pub struct Courier;

impl Mailer for Courier {}

#[module(components = [Letters, Bills, Post, Courier])]
pub struct OfficeModule;

#[app(modules = [OfficeModule], expose = [Letters, Bills])]
pub struct Office;

fn main() {}
