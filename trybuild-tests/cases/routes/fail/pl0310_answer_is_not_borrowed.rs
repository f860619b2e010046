//! Answer is not borrowed.
//! errors: 2
use std::borrow::Cow;

use purlin::http_server::routes;

struct Orders {
    name: String,
}

#[routes]
impl Orders {
    #[get("/name")]
    fn name(&self) -> &str {
        &self.name
    }

    #[get("/title")]
    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }
}

fn main() {}
