//! Answer is not borrowed.
use std::borrow::Cow;

use purlin::http_server::routes;

struct Orders {
    name: String,
}

#[routes]
impl Orders {
    #[get("/name")]
    fn name(&self) -> String {
        self.name.clone()
    }

    #[get("/title")]
    fn title(&self) -> Cow<'static, str> {
        Cow::Borrowed("orders")
    }
}

fn main() {}
