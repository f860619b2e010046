//! What wraps a service has to be there when the service is made.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct Smtp;

impl Mailer for Smtp {}

#[module(components = [Smtp])]
pub struct MailModule;

#[decorates(dyn Mailer)]
pub struct Measured {
    _inner: Arc<dyn Mailer>,
}

impl Mailer for Measured {}

#[module(components = [Measured])]
pub struct MetricsModule;

#[app(modules = [MailModule, MetricsModule], expose = [dyn Mailer])]
pub struct Post;

fn main() {}
