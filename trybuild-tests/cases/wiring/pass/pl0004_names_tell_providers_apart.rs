//! A name asked for with `#[named]` chooses among equal providers.
use purlin::prelude::*;


pub trait Mailer: Send + Sync {}

pub struct Smtp;

impl Mailer for Smtp {}

pub struct OrdersModule;

#[module]
impl OrdersModule {
    #[provides(as = dyn Mailer, name = "bulk")]
    fn bulk() -> Arc<Smtp> {
        Arc::new(Smtp)
    }

    #[provides(as = dyn Mailer, name = "urgent")]
    fn urgent() -> Arc<Smtp> {
        Arc::new(Smtp)
    }

    #[on_start]
    async fn greet(#[named("urgent")] _mailer: &dyn Mailer) {}
}

#[app(modules = [OrdersModule])]
pub struct Storefront;

fn main() {}
