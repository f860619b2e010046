//! An interface says that what implements it is shared between threads.
use purlin::prelude::*;

pub trait Channel {}

pub struct Mail;

impl Channel for Mail {}

pub struct Post;

impl Channel for Post {}

#[provides]
pub struct Page {
    _channel: Arc<dyn Channel>,
}

pub struct ShopModule;

#[module(components = [Page])]
impl ShopModule {
    #[provides(as = dyn Channel)]
    fn mail() -> Mail {
        Mail
    }

    #[provides(as = dyn Channel, fallback, keep)]
    fn post() -> Post {
        Post
    }

    #[on_start]
    async fn open(_page: &Page) {}
}

#[app(modules = [ShopModule])]
pub struct Shop;

fn main() {
    let _ = Shop::builder();
}
