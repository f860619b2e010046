use purlin::{
    http_server::{Routes, routes},
    prelude::*,
};

use super::Greeter;

/// The routes of the module.
#[contributes(dyn Routes)]
pub struct GreetingApi {
    greeter: Arc<Greeter>,
}

#[routes]
impl GreetingApi {
    #[get("/")]
    fn greet(&self) -> String {
        self.greeter.greeting()
    }
}
