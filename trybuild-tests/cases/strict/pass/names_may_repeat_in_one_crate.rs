//! Equal names of one crate are told apart by their types.
#![forbid(unsafe_code)]
#![deny(warnings, unreachable_pub)]

use purlin::prelude::*;

pub(crate) mod http {
    use purlin::prelude::*;

    #[provides]
    pub(crate) struct Client;

    #[module(components = [Client])]
    pub(crate) struct Module;
}

pub(crate) mod mail {
    use purlin::prelude::*;

    #[provides]
    pub(crate) struct Client {
        #[value("mail")]
        pub(crate) name: &'static str,
        pub(crate) below: Arc<super::http::Client>,
    }

    #[module(components = [Client], imports = [super::http::Module])]
    pub(crate) struct Module;
}

pub(crate) struct NewsModule;

#[module]
impl NewsModule {
    #[on_start]
    async fn greet(client: &mail::Client, below: &http::Client) {
        assert_eq!(client.name, "mail");
        assert!(std::ptr::eq(&*client.below, below));
    }
}

#[app(modules = [mail::Module, NewsModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
