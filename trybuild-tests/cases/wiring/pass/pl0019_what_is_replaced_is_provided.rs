//! What nothing provides cannot be replaced.
use purlin::prelude::*;

pub trait Mailer: Send + Sync {}

#[provides(as = dyn Mailer)]
pub struct Smtp;

impl Mailer for Smtp {}

#[module(components = [Smtp])]
pub struct MailModule;

#[provides(as = dyn Mailer)]
pub struct Fake;

impl Mailer for Fake {}

pub trait Clerk: Send + Sync {}

impl Clerk for Fake {}

#[app(modules = [MailModule], expose = [dyn Mailer], replace(dyn Mailer = Fake))]
pub struct Post;

fn main() {}
