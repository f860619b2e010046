//! A hook runs where there is no request: it asks for the handle.
use purlin::prelude::*;

#[provides(scope = request)]
pub struct Session;

pub struct ShopModule;

#[module(components = [Session])]
impl ShopModule {
    #[task]
    async fn expire(session: Arc<Session>, stop: Stop) {
        let _ = session;
        stop.requested().await;
    }
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {}
